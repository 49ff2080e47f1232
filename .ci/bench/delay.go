//go:build ignore

// Delay stands between a mail client and a server on the same machine and makes
// the way between them as long as a real one.
//
//	delay TARGET ONE_WAY     for example  delay 127.0.0.1:2587 100ms
//
// It listens on a free port of 127.0.0.1, prints that port, and serves until it
// is killed. Every byte arrives ONE_WAY later than it was sent, in order and
// without a limit on the rate. Connecting to the proxy itself costs nothing, so
// the round trip of the TCP handshake is made up for where a client notices it:
// the server hears of the connection 1.5 round trips after it was opened
// (SYN, SYN-ACK, ACK), hence its greeting arrives after two.
package main

import (
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"time"
)

// chunk is what one read gave, and when it may be written; no data is the end.
type chunk struct {
	due  time.Time
	data []byte
}

func main() {
	if len(os.Args) != 3 {
		log.Fatal("usage: delay TARGET ONE_WAY")
	}
	oneWay, err := time.ParseDuration(os.Args[2])
	if err != nil {
		log.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(listener.Addr().(*net.TCPAddr).Port)
	for {
		client, err := listener.Accept()
		if err != nil {
			log.Fatal(err)
		}
		go serve(client.(*net.TCPConn), os.Args[1], oneWay)
	}
}

// serve joins one client to the target.
func serve(client *net.TCPConn, target string, oneWay time.Duration) {
	defer client.Close()
	time.Sleep(3 * oneWay)
	conn, err := net.Dial("tcp", target)
	if err != nil {
		return
	}
	defer conn.Close()
	server := conn.(*net.TCPConn)
	done := make(chan struct{}, 2)
	go func() { carry(server, client, oneWay); done <- struct{}{} }()
	go func() { carry(client, server, oneWay); done <- struct{}{} }()
	<-done
	<-done
}

// carry takes bytes from one side to the other, each oneWay late, and then the end.
func carry(to, from *net.TCPConn, oneWay time.Duration) {
	way := make(chan chunk, 1024)
	go func() {
		defer close(way)
		for {
			buffer := make([]byte, 16<<10)
			n, err := from.Read(buffer)
			if n > 0 {
				way <- chunk{time.Now().Add(oneWay), buffer[:n]}
			}
			if err != nil {
				way <- chunk{due: time.Now().Add(oneWay)}
				return
			}
		}
	}()
	for c := range way {
		time.Sleep(time.Until(c.due))
		if c.data == nil {
			to.CloseWrite()
			continue
		}
		if _, err := to.Write(c.data); err != nil {
			// Nobody is there any more: let the reader end too.
			from.CloseRead()
			io.Copy(io.Discard, from)
		}
	}
}
