package linux

import "runtime"

// errGone is the panic of a call that comes after Sys.Exit or Net.Close.
const errGone = "linux: the process has exited, or its namespace is closed"

// thread is an operating system thread for jobs that depend on what a thread
// has of its own in Linux: its network namespace, its capabilities.
type thread struct {
	jobs chan func()
	gone chan struct{} // closed when no more jobs are taken
}

// startThread makes a thread and prepares it with setup.
func startThread(setup func() error) (*thread, error) {
	t := &thread{make(chan func()), make(chan struct{})}
	ready := make(chan error)
	go func() {
		// The thread is never unlocked, so the runtime ends it together with
		// this goroutine, and never makes other threads as copies of it.
		runtime.LockOSThread()
		err := setup()
		ready <- err
		if err != nil {
			return
		}
		for {
			select {
			case job := <-t.jobs:
				job()
			case <-t.gone:
				return
			}
		}
	}()
	if err := <-ready; err != nil {
		return nil, err
	}
	return t, nil
}

// do runs a job on the thread and waits for its end.
func (t *thread) do(job func()) {
	end := make(chan struct{})
	select {
	case t.jobs <- func() { job(); close(end) }:
		<-end
	case <-t.gone:
		panic(errGone)
	}
}

// stop ends the thread after the job under way.
func (t *thread) stop() { close(t.gone) }

// onThread runs a job on a thread that is used for nothing else.
func onThread(job func() error) error {
	t, err := startThread(job)
	if err == nil {
		t.stop()
	}
	return err
}
