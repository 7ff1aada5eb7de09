from watchdog import observers as observers
