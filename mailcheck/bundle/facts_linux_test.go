package bundle

import "testing"

func TestDefaultRouteOfTheKernelsTables(t *testing.T) {
	const head = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n"
	for _, tc := range []struct {
		table string
		v6    bool
		want  bool
	}{
		{head + "eth0\t00000000\t0102A8C0\t0003\t0\t0\t0\t00000000\t0\t0\t0\n", false, true},
		{head + "eth0\t0002A8C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n", false, false},
		{"00000000000000000000000000000000 00 00000000000000000000000000000000 00 fe800000000000000000000000000001 00000400 00000000 00000000 00000003 eth0\n", true, true},
		{"00000000000000000000000000000000 00 00000000000000000000000000000000 00 00000000000000000000000000000000 ffffffff 00000001 00000000 00200200 lo\n", true, false},
		{"fe800000000000000000000000000000 40 00000000000000000000000000000000 00 00000000000000000000000000000000 00000100 00000001 00000000 00000001 eth0\n", true, false},
		{"", true, false},
	} {
		if got := hasDefault(tc.table, tc.v6); got != tc.want {
			t.Errorf("%q: %v", tc.table, got)
		}
	}
}

func TestResolvConf(t *testing.T) {
	r := parseResolvConf("# c\nnameserver 192.0.2.1\nnameserver fe80::1%eth0\nsearch a.example b.example\noptions ndots:2 edns0\noptions trust-ad\nnameserver\n")
	if len(r.Nameservers) != 2 || len(r.Search) != 2 || len(r.Options) != 3 {
		t.Errorf("%+v", r)
	}
}
