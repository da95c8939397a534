// Command runtime stands in front of runc on machines that lack CAP_SYS_RESOURCE.
//
// There, a container that asks for that capability ("unable to apply caps"), or for a negative
// OOM score, cannot be started. Both wishes are taken out of what runc is about to read; then runc
// replaces this process. Where the capability is present, nothing is changed.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

const (
	capability    = "CAP_SYS_RESOURCE"
	capabilityBit = 24
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "runtime:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if !haveCapability() {
		if err := rewriteWishes(args); err != nil {
			return err
		}
	}
	runc, err := exec.LookPath("runc")
	if err != nil {
		runc = "/usr/sbin/runc"
	}
	return syscall.Exec(runc, append([]string{"runc"}, args...), os.Environ())
}

func haveCapability() bool {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return false
	}
	_, rest, _ := strings.Cut(string(status), "CapEff:\t")
	mask, err := strconv.ParseUint(strings.TrimSpace(strings.SplitN(rest, "\n", 2)[0]), 16, 64)
	return err == nil && mask&(1<<capabilityBit) != 0
}

// rewriteWishes changes the file that the given runc command reads, if it reads one.
func rewriteWishes(args []string) error {
	switch {
	case has(args, "create") || has(args, "run"):
		bundle := option(args, "--bundle", "-b")
		return rewrite(filepath.Join(bundle, "config.json"), func(spec map[string]any) {
			if process, ok := spec["process"].(map[string]any); ok {
				restrain(process)
			}
		})
	case has(args, "exec"):
		if file := option(args, "--process", "-p"); file != "" {
			return rewrite(file, restrain)
		}
	}
	return nil
}

// restrain removes from an OCI process what this machine cannot give.
func restrain(process map[string]any) {
	if sets, ok := process["capabilities"].(map[string]any); ok {
		for name, set := range sets {
			sets[name] = without(set, capability)
		}
	}
	if score, ok := process["oomScoreAdj"].(json.Number); ok && strings.HasPrefix(score.String(), "-") {
		process["oomScoreAdj"] = 0
	}
}

func without(set any, name string) any {
	list, ok := set.([]any)
	if !ok {
		return set
	}
	kept := []any{}
	for _, each := range list {
		if each != name {
			kept = append(kept, each)
		}
	}
	return kept
}

func rewrite(file string, change func(map[string]any)) error {
	content, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	decoder := json.NewDecoder(bytes.NewReader(content))
	decoder.UseNumber() // 64-bit limits must come through unchanged
	var document map[string]any
	if err := decoder.Decode(&document); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	change(document)
	if content, err = json.Marshal(document); err != nil {
		return err
	}
	return os.WriteFile(file, content, 0o600)
}

func has(args []string, word string) bool {
	for _, arg := range args {
		if arg == word {
			return true
		}
	}
	return false
}

func option(args []string, names ...string) string {
	for i, arg := range args {
		for _, name := range names {
			if arg == name && i+1 < len(args) {
				return args[i+1]
			}
			if value, found := strings.CutPrefix(arg, name+"="); found {
				return value
			}
		}
	}
	return ""
}
