package dev.quarterdeck.benchmarks.process;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The processes of a server, as the load generator names them. */
public record ServerProcesses(List<Root> roots) {

    /** @param descendants whether they count too */
    public record Root(long pid, boolean descendants) {

        Stream<Long> below() {
            return descendants
                    ? ProcessHandle.of(pid).stream()
                            .flatMap(ProcessHandle::descendants)
                            .map(ProcessHandle::pid)
                    : Stream.empty();
        }

        boolean isAlive() {
            return ProcessHandle.of(pid).isPresent();
        }
    }

    /** @param pids {@code NAME=PID}, with {@code +} for descendants too, separated by commas; none where blank */
    public static ServerProcesses of(String pids) {
        List<Root> roots = new ArrayList<>();
        for (String each : pids.isBlank() ? new String[0] : pids.split(",")) {
            String pid = each.substring(each.indexOf('=') + 1).strip();
            boolean descendants = pid.endsWith("+");
            roots.add(new Root(Long.parseLong(descendants ? pid.substring(0, pid.length() - 1) : pid), descendants));
        }
        return new ServerProcesses(List.copyOf(roots));
    }

    /** The roots, and the descendants that are there now. */
    public List<Long> all() {
        return roots.stream()
                .flatMap(root -> Stream.concat(Stream.of(root.pid()), root.below()))
                .toList();
    }

    /** @throws ProgramFailure where one of the roots has ended */
    public void checkAlive() {
        for (Root root : roots) {
            if (!root.isAlive()) {
                throw new ProgramFailure("process " + root.pid() + " has ended");
            }
        }
    }
}
