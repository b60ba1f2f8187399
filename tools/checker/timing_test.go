package porcupine

// Compiled into the test binary of a checkout of Porcupine by way of an overlay, next to its own models and readers.
// Answers requests, one a line: the number of a log of etcd, the name of a log of the key-value lab, or the path of a
// history of a register, and how often to check it. Only the check is timed, not the reading and not the collection of
// garbage before each. An answer is: verdict, median of the nanoseconds.

import (
	"bufio"
	"fmt"
	"os"
	"runtime"
	"sort"
	"strconv"
	"strings"
	"testing"
	"time"
)

func TestTiming(t *testing.T) {
	limit, err := time.ParseDuration(os.Getenv("TIME_LIMIT"))
	if err != nil {
		t.Skip("TIME_LIMIT is not set")
	}
	requests := bufio.NewScanner(os.Stdin)
	for requests.Scan() {
		words := strings.Fields(requests.Text())
		kind, name := words[0], words[1]
		times, _ := strconv.Atoi(words[2])
		var model Model
		var events []Event
		switch kind {
		case "etcd":
			number, _ := strconv.Atoi(name)
			model, events = etcdModel, parseJepsenLog(fmt.Sprintf("test_data/jepsen/etcd_%03d.log", number))
		case "kv":
			model, events = kvModel, parseKvLog(fmt.Sprintf("test_data/kv/%s.txt", name))
		case "register":
			model, events = registerModel, readRegister(name)
		}
		verdict := Unknown
		nanos := make([]int64, times)
		for i := range nanos {
			runtime.GC()
			start := time.Now()
			verdict = CheckEventsTimeout(model, events, limit)
			nanos[i] = time.Since(start).Nanoseconds()
		}
		sort.Slice(nanos, func(i, j int) bool { return nanos[i] < nanos[j] })
		fmt.Printf("answer %s %d\n", map[CheckResult]string{Ok: "valid", Illegal: "invalid", Unknown: "unknown"}[verdict], nanos[times/2])
	}
}

// Lines of "ID call put VALUE", "ID call get", and "ID return VALUE".
func readRegister(path string) []Event {
	file, err := os.Open(path)
	if err != nil {
		panic(err)
	}
	defer file.Close()
	var events []Event
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		words := strings.Fields(lines.Text())
		id, _ := strconv.Atoi(words[0])
		value, _ := strconv.Atoi(words[len(words)-1])
		if words[1] == "return" {
			events = append(events, Event{Kind: ReturnEvent, Value: value, Id: id})
		} else {
			events = append(events, Event{Kind: CallEvent, Value: registerInput{words[2] == "get", value}, Id: id})
		}
	}
	return events
}
