package sandbox

func popFaults() []fault    { return nil }
func imapFaults() []fault   { return nil }
func windowFaults() []fault { return nil }
func arriveFaults() []fault { return nil }
