"""Background work that survives a crash: a jobs table with leases, worked by any process."""
