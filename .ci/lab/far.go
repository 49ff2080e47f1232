//go:build ignore

// Far is a long cable between two network namespaces: IP packets go through a
// TUN device at each end and arrive ONE_WAY later, in order, none lost. It
// carries real TCP, so what a client loses by waiting for acknowledgements
// shows as it does on a real line. (The kernel's own means, sch_netem, is
// missing in many virtual machines.)
//
//	far OTHER_NAMESPACE DEVICE ONE_WAY
//
// One end is in the namespace that it is started in, the other in the one
// named; both devices are called DEVICE. Addresses are given to them by others.
package main

import (
	"fmt"
	"log"
	"os"
	"runtime"
	"time"

	"golang.org/x/sys/unix"
)

const maxPacket = 1 << 16

// packet is one IP packet, and when it is due at the other end.
type packet struct {
	due  time.Time
	data []byte
}

func main() {
	if len(os.Args) != 4 {
		log.Fatal("usage: far OTHER_NAMESPACE DEVICE ONE_WAY")
	}
	oneWay, err := time.ParseDuration(os.Args[3])
	if err != nil {
		log.Fatal(err)
	}
	near, err := tun(os.Args[2])
	if err != nil {
		log.Fatal(err)
	}
	other, err := tunIn(os.Args[1], os.Args[2])
	if err != nil {
		log.Fatal(err)
	}
	go carry(near, other, oneWay)
	carry(other, near, oneWay)
}

// carry takes packets from one end to the other until an end is gone.
func carry(from, to *os.File, oneWay time.Duration) {
	cable := make(chan packet, 4096)
	go func() {
		for p := range cable {
			time.Sleep(time.Until(p.due))
			// A device that is down drops packets, as a cable does.
			_, _ = to.Write(p.data)
		}
	}()
	buffer := make([]byte, maxPacket)
	for {
		n, err := from.Read(buffer)
		if err != nil {
			log.Fatal(err)
		}
		cable <- packet{time.Now().Add(oneWay), append([]byte(nil), buffer[:n]...)}
	}
}

// tunIn makes a TUN device in another namespace. A namespace belongs to a
// thread: the one that enters it is given up afterwards.
func tunIn(namespace, device string) (*os.File, error) {
	type result struct {
		file *os.File
		err  error
	}
	done := make(chan result)
	go func() {
		runtime.LockOSThread()
		file, err := func() (*os.File, error) {
			ns, err := unix.Open("/var/run/netns/"+namespace, unix.O_RDONLY|unix.O_CLOEXEC, 0)
			if err != nil {
				return nil, fmt.Errorf("open namespace %s: %w", namespace, err)
			}
			defer unix.Close(ns)
			if err := unix.Setns(ns, unix.CLONE_NEWNET); err != nil {
				return nil, fmt.Errorf("enter namespace %s: %w", namespace, err)
			}
			return tun(device)
		}()
		done <- result{file, err}
	}()
	r := <-done
	return r.file, r.err
}

// tun makes a TUN device in this thread's namespace; it lives as long as the file.
func tun(device string) (*os.File, error) {
	fd, err := unix.Open("/dev/net/tun", unix.O_RDWR|unix.O_CLOEXEC|unix.O_NONBLOCK, 0)
	if err != nil {
		return nil, fmt.Errorf("open /dev/net/tun: %w", err)
	}
	request, err := unix.NewIfreq(device)
	if err != nil {
		return nil, err
	}
	request.SetUint16(unix.IFF_TUN | unix.IFF_NO_PI)
	if err := unix.IoctlIfreq(fd, unix.TUNSETIFF, request); err != nil {
		return nil, fmt.Errorf("make device %s: %w", device, err)
	}
	return os.NewFile(uintptr(fd), device), nil
}
