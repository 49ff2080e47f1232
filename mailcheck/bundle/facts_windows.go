package bundle

import (
	"fmt"

	"golang.org/x/sys/windows"
)

func kernel() string {
	v := windows.RtlGetVersion()
	return fmt.Sprintf("%d.%d.%d", v.MajorVersion, v.MinorVersion, v.BuildNumber)
}

// distribution: Windows is called by its build.
func distribution() string { return "Windows" }
