package dev.quarterdeck.launcher.host;

import dev.quarterdeck.launcher.data.LauncherException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** What real hosts need from the operating system, and how it gets there: through its package manager (Debian, Ubuntu), after saying so. */
public final class HostPackages {

    private record Need(String program, String debianPackage) {}

    private static final List<Need> NEEDS = List.of(
            new Need("/usr/bin/containerd", "containerd"),
            new Need("/usr/sbin/runc", "runc"),
            new Need("/usr/lib/cni/bridge", "containernetworking-plugins"),
            new Need("/usr/sbin/nft", "nftables"),
            new Need("/usr/sbin/conntrack", "conntrack"),
            new Need("/bin/ip", "iproute2"),
            new Need("/usr/bin/nsenter", "util-linux"),
            new Need("/bin/busybox", "busybox-static"));

    private final Predicate<Path> present;
    private final Consumer<String> say;

    public HostPackages(Consumer<String> say) {
        this(Files::exists, say);
    }

    HostPackages(Predicate<Path> present, Consumer<String> say) {
        this.present = present;
        this.say = say;
    }

    /** The packages whose programs are not there, under any of the places where distributions put them. */
    public List<String> missing() {
        List<String> missing = new ArrayList<>();
        for (Need need : NEEDS) {
            boolean found = candidates(need.program()).stream().anyMatch(p -> present.test(Path.of(p)));
            if (!found) {
                missing.add(need.debianPackage());
            }
        }
        return missing;
    }

    private static List<String> candidates(String program) {
        String name = program.substring(program.lastIndexOf('/') + 1);
        return List.of(
                program,
                "/usr/bin/" + name,
                "/usr/sbin/" + name,
                "/usr/local/bin/" + name,
                "/usr/local/sbin/" + name,
                "/bin/" + name,
                "/sbin/" + name,
                "/opt/cni/bin/" + name);
    }

    /** Installs what is missing. Fails with the words of the package manager. */
    public void install() {
        List<String> missing = missing();
        if (missing.isEmpty()) {
            return;
        }
        if (!HostCommand.exists("apt-get")) {
            throw new LauncherException("this machine lacks " + String.join(", ", missing)
                    + " and has no apt-get: install them with its own package manager, or use --runtime simulated");
        }
        say.accept("installing " + String.join(", ", missing) + " with apt-get");
        List<String> command = new ArrayList<>(List.of(
                "apt-get", "install", "-y", "--no-install-recommends", "-o", "Dpkg::Options::=--force-confold"));
        command.addAll(missing);
        Map<String, String> quiet = Map.of("DEBIAN_FRONTEND", "noninteractive");
        HostCommand.Result result = HostCommand.attempt(quiet, command);
        if (!result.succeeded()) {
            HostCommand.attempt(quiet, List.of("apt-get", "update"));
            result = HostCommand.attempt(quiet, command);
        }
        if (!result.succeeded()) {
            throw new LauncherException(
                    "apt-get could not install " + String.join(", ", missing) + ": " + lastLines(result.output()));
        }
    }

    private static String lastLines(String text) {
        List<String> lines = text.lines().toList();
        return String.join(" | ", lines.subList(Math.max(0, lines.size() - 3), lines.size()));
    }
}
