package picture_test

import (
	"fmt"
	"strings"
	"testing"

	"boundif/internal/picture"
	"boundif/internal/race"
	"boundif/netdev"
	"boundif/sched"
)

// racePictures is the rename race: no device, the wrong one, and by index.
func racePictures(t *testing.T) (out []picture.Picture) {
	t.Helper()
	for _, row := range []struct {
		path           race.Path
		schedule, open string
	}{
		{race.ByName, "v1:udev=netdev.rename.write,by-name,udev", "sock.bindtodevice.lookup"},
		{race.ByName, "v1:by-name=netdev.name.get,udev,by-name", "sock.bindtodevice.lookup"},
		{race.ByIndex, "v1:by-index=fd.get,udev,by-index", ""},
	} {
		tr, err := row.path.Replay(row.schedule, netdev.Newest)
		if err != nil {
			t.Fatal(err)
		}
		p := picture.Picture{Title: string(row.path), Trace: tr, Bad: tr.Outcome != race.Right, Notes: []string{"a note"}, Replay: row.schedule}
		for i, st := range tr.Steps {
			if st.Name == row.open {
				p.Step = i + 1
			}
		}
		out = append(out, p)
	}
	return out
}

type object struct {
	a, b sched.Mutex
	x    sched.Var[int32]
}

// waiting is a writer that waits for a reader, and two tasks that wait for
// each other until the end.
func waiting(t *testing.T) picture.Picture {
	t.Helper()
	const schedule = "v1:reader=look,writer=sync,second=take.b,first=take.a,reader,writer"
	tr, err := sched.Replay(schedule, sched.Options{}, func(w *sched.World) {
		o := &object{}
		sched.Own(w.Setup(), "object", o)
		w.Watch(func() string { return fmt.Sprint("x=", o.x.Load(nil)) })
		take := func(name, first, second string, m, n *sched.Mutex) {
			w.Go(name, func(t *sched.Task) {
				t.Call(name)
				m.Lock(t.At("take." + first))
				n.Lock(t.At("take." + second))
				t.Result(name+"()", "0")
			})
		}
		take("first", "a", "b", &o.a, &o.b)
		take("second", "b", "a", &o.b, &o.a)
		w.Go("reader", func(t *sched.Task) {
			t.At("look").RCULock()
			o.x.Load(t)
			o.x.Load(t.At("look.again"))
			t.RCUUnlock()
		})
		w.Go("writer", func(t *sched.Task) {
			o.x.Store(t.At("write"), 1)
			t.At("sync").RCUSync()
			o.x.Store(t.At("free"), 2)
		})
	})
	f, ok := err.(*sched.Failure)
	if !ok {
		t.Fatalf("want a deadlock, got %v", err)
	}
	return picture.Picture{Title: "waiting", Trace: tr, Bad: true, Notes: f.Messages}
}

const hostileText = `</script><script>window.pwned=true</script><img src=x onerror="window.pwned=true"><!-- {{.}} ${1} & "'` + "` \u2028 \x00 \xff \u202e"

// hostile is a trace in which everything that is free text is hostile.
func hostile(t *testing.T) picture.Picture {
	t.Helper()
	text := strings.ToValidUTF8(strings.ReplaceAll(hostileText, "\x00", ""), "") // what any browser shows as it is
	step := strings.NewReplacer(",", "", "=", "", ":", "").Replace(text)
	tr, err := sched.Replay("v1:", sched.Options{}, func(w *sched.World) {
		o := &object{}
		sched.Own(w.Setup(), text, o)
		w.Show(func() []sched.Field {
			return []sched.Field{{Group: text, Name: text, Value: text}, {Group: "__proto__", Name: "constructor", Value: fmt.Sprint(o.x.Load(nil))}}
		})
		w.Go("task", func(t *sched.Task) {
			t.Call("call")
			for i := range 3 {
				o.x.Store(t.At(step), int32(i))
			}
			t.Result(text, "-1 "+text)
		})
		w.Finally(func(*sched.Task) { w.Outcome(text) })
	})
	if err != nil {
		t.Fatal(err)
	}
	return picture.Picture{Title: text, Trace: tr, Bad: true, Notes: []string{text}, Replay: text}
}

// label names a picture in a message.
func label(p picture.Picture) string { return fmt.Sprintf("%.20q %.20q", p.Title, p.Trace.Outcome) }
