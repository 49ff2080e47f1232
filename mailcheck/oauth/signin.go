package oauth

import (
	"context"

	"todoku/store"
)

// SignIn runs a flow of store.Flows. tell gets the news and may be nil; pasted
// is for loopback alone. The error is that of the flow.
func SignIn(ctx context.Context, flow string, c Client, tell func(Event), pasted <-chan string) (store.Token, error) {
	switch flow {
	case "device":
		return Device(ctx, c, tell)
	case "loopback":
		return Loopback(ctx, c, tell, pasted)
	case "app-only":
		return AppOnly(ctx, c)
	}
	return store.Token{}, &store.Problem{Key: "oauth.flow", Code: "not_one_of", Args: map[string]string{"value": flow, "allowed": "device, loopback, app-only"}}
}
