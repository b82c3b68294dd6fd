package dev.quarterdeck.chaos.network;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A bridge of this run's own and a network namespace for each member, so that packets between any two can be dropped, one way or both. Rules live in the
 * namespaces only. What an aborted run left under the same number is removed first, its processes too. Needs root.
 */
public final class ChaosNetwork implements AutoCloseable {
    /** The test itself, on the bridge. */
    public static final String CLIENT = "client";

    private final RunLock lock;
    private final String prefix;
    private final Map<String, String> addresses = new LinkedHashMap<>();

    private ChaosNetwork(RunLock lock) {
        this.lock = lock;
        this.prefix = "qdc" + lock.number();
    }

    public static ChaosNetwork open() throws IOException {
        ChaosNetwork network = new ChaosNetwork(RunLock.take());
        network.sweep();
        network.addresses.put(CLIENT, network.address(1));
        Shell.run("ip", "link", "add", network.prefix, "type", "bridge");
        Shell.run("ip", "addr", "add", network.address(1) + "/24", "dev", network.prefix);
        Shell.run("ip", "link", "set", network.prefix, "up");
        return network;
    }

    private String address(int host) {
        return "10.213." + lock.number() + "." + host;
    }

    /** The network of all members, as a CIDR. */
    public String range() {
        return address(0) + "/24";
    }

    /** Of this run; a directory may be named after it. */
    public String name() {
        return prefix;
    }

    /** Its address. */
    public String add(String member) {
        int index = addresses.size();
        String namespace = namespace(member);
        String outside = prefix + "v" + index;
        Shell.run("ip", "netns", "add", namespace);
        // a namespace that is gone by name lives on, with its cable, while a last socket of it closes
        Shell.attempt("ip", "link", "del", outside);
        Shell.run("ip", "link", "add", outside, "type", "veth", "peer", "name", "eth0", "netns", namespace);
        Shell.run("ip", "link", "set", outside, "master", prefix, "up");
        Shell.run("ip", "-n", namespace, "addr", "add", address(10 + index) + "/24", "dev", "eth0");
        Shell.run("ip", "-n", namespace, "link", "set", "eth0", "up");
        Shell.run("ip", "-n", namespace, "link", "set", "lo", "up");
        nft(
                namespace,
                "table inet chaos {\n"
                        + "  chain in { type filter hook input priority 0; }\n"
                        + "  chain out { type filter hook output priority 0; }\n}\n");
        addresses.put(member, address(10 + index));
        return address(10 + index);
    }

    public String address(String member) {
        String address = addresses.get(member);
        if (address == null) {
            throw new IllegalArgumentException("no member " + member);
        }
        return address;
    }

    /** What a command of that member begins with; the process that it becomes keeps its id. */
    public List<String> inside(String member) {
        return List.of("ip", "netns", "exec", namespace(member));
    }

    /** Packets from one to the other are lost from now on; those back are not. Dropped where they arrive, so the sender sees silence and nothing else. */
    public void cut(String from, String to) {
        if (to.equals(CLIENT)) {
            nft(namespace(from), "add rule inet chaos out ip daddr " + address(to) + " drop\n");
        } else {
            nft(namespace(to), "add rule inet chaos in ip saddr " + address(from) + " drop\n");
        }
    }

    /** Every packet arrives again. */
    public void heal() {
        for (String member : addresses.keySet()) {
            if (!member.equals(CLIENT)) {
                nft(namespace(member), "flush table inet chaos\n");
            }
        }
    }

    private static void nft(String namespace, String rules) {
        Shell.run(rules, List.of("ip", "netns", "exec", namespace, "nft", "-f", "-"));
    }

    private String namespace(String member) {
        return prefix + "-" + member;
    }

    private void sweep() {
        for (String line : Shell.run("ip", "netns", "list").split("\n", -1)) {
            String namespace = line.split(" ", -1)[0];
            if (namespace.startsWith(prefix + "-")) {
                remove(namespace);
            }
        }
        Shell.attempt("ip", "link", "del", prefix);
        for (String line : Shell.run("cat", "/proc/self/mounts").split("\n", -1)) {
            String[] words = line.split(" ", -1);
            if (words.length > 1 && words[1].startsWith(directory().toString() + "/")) {
                Shell.attempt("umount", "-l", words[1]);
            }
        }
        Shell.attempt("rm", "-rf", directory().toString());
    }

    /** Of the run's files; removed with it. */
    public Path directory() {
        return Path.of("/tmp", "quarterdeck-chaos-" + lock.number());
    }

    private static void remove(String namespace) {
        List<String> pids = new ArrayList<>(
                List.of(Shell.run("ip", "netns", "pids", namespace).split("\n", -1)));
        pids.removeIf(String::isBlank);
        pids.forEach(pid -> Shell.attempt("kill", "-9", pid));
        Shell.attempt("ip", "netns", "del", namespace);
    }

    /** Ends what still runs in the namespaces and removes all of it. */
    @Override
    public void close() throws IOException {
        sweep();
        lock.close();
    }
}
