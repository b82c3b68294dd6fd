package dev.quarterdeck.launcher.story;

import dev.quarterdeck.launcher.host.HostCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What pods leave, or should not leave, on the story's two hosts. */
final class HostRemains {
    private final Path hosts;

    HostRemains(Path data) {
        this.hosts = data.resolve("hosts");
    }

    /** Names of the host's ends of pods' cables. */
    static List<String> cables(int host) {
        String[] list = {"ip", "-o", "link", "show", "type", "veth"};
        List<String> command = new ArrayList<>();
        if (host > 1) {
            command.addAll(List.of("nsenter", "--net=/run/netns/quarterdeck-" + host));
        }
        command.addAll(Arrays.asList(list));
        return HostCommand.run(command.toArray(String[]::new))
                .lines()
                .map(line -> line.split(": ")[1])
                .sorted()
                .toList();
    }

    /** Mounts, control groups and directories in whose name is the pod's uid. */
    List<String> of(String podUid) throws IOException {
        List<String> found = new ArrayList<>();
        Files.readAllLines(Path.of("/proc/self/mountinfo")).stream()
                .filter(line -> line.contains(podUid))
                .forEach(found::add);
        for (String place : List.of(
                "/sys/fs/cgroup",
                hosts.resolve("node-1/node").toString(),
                hosts.resolve("node-2/node").toString())) {
            HostCommand.attempt("find", place, "-type", "d", "-name", "*" + podUid + "*")
                    .output()
                    .lines()
                    .filter(line -> line.contains(podUid))
                    .forEach(found::add);
        }
        return found;
    }
}
