package dev.quarterdeck.network;

import dev.quarterdeck.network.kernel.HostPrograms;
import dev.quarterdeck.network.kernel.ProcessHostPrograms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Assumptions;

/** A host, its pods and a client beside it as network namespaces of this machine. Needs root, iproute2, nftables and a static busybox. */
public final class NetworkLab implements AutoCloseable {
    private final String name = "qdlab" + ThreadLocalRandom.current().nextInt(0x10000);
    private final List<String> namespaces = new ArrayList<>();
    private final List<Process> processes = new ArrayList<>();
    private final HostPrograms programs = new ProcessHostPrograms();
    private int links;

    private NetworkLab() {}

    public static NetworkLab create() {
        boolean able = "root".equals(System.getProperty("user.name"))
                && Files.exists(Path.of("/usr/sbin/nft"))
                && Files.exists(Path.of("/bin/busybox"));
        if (!able && "1".equals(System.getenv("QUARTERDECK_REQUIRE_REAL"))) {
            throw new AssertionError("this test needs root, nftables and busybox-static, and they are required here");
        }
        Assumptions.assumeTrue(able, "needs root, nftables and busybox-static");
        NetworkLab lab = new NetworkLab();
        lab.makeHost();
        return lab;
    }

    private void makeHost() {
        namespace("host");
        ip("host", "link", "add", "br0", "type", "bridge");
        ip("host", "addr", "add", "10.244.0.1/24", "dev", "br0");
        ip("host", "link", "set", "br0", "up");
        ip("host", "link", "add", "out0", "type", "bridge");
        ip("host", "addr", "add", "10.89.0.1/24", "dev", "out0");
        ip("host", "link", "set", "out0", "up");
        ip("host", "link", "add", "svc0", "type", "bridge");
        ip("host", "link", "set", "svc0", "up");
        ip("host", "route", "add", "10.96.0.0/16", "dev", "svc0", "src", "10.89.0.1");
        HostPrograms host = hostPrograms();
        host.require("", "sysctl", "-qw", "net.ipv4.ip_forward=1");
        host.run("", "sysctl", "-qw", "net.bridge.bridge-nf-call-iptables=1");
    }

    private void namespace(String role) {
        programs.require("", "ip", "netns", "add", name + role);
        namespaces.add(name + role);
        ip(role, "link", "set", "lo", "up");
    }

    private void ip(String role, String... arguments) {
        List<String> command = new ArrayList<>(List.of("ip", "-n", name + role));
        command.addAll(List.of(arguments));
        programs.require("", command.toArray(new String[0]));
    }

    public HostPrograms hostPrograms() {
        return new ProcessHostPrograms(name + "host");
    }

    public void pod(String role, String address) {
        attach(role, address, "br0", "10.244.0.1");
    }

    public void outsideClient(String address) {
        attach("client", address, "out0", "10.89.0.1");
    }

    private void attach(String role, String address, String bridge, String gateway) {
        namespace(role);
        String link = "v" + links++;
        ip("host", "link", "add", link, "type", "veth", "peer", "name", "eth0", "netns", name + role);
        ip("host", "link", "set", link, "master", bridge, "up");
        // As the pods' CNI configuration has it: a pod may reach itself through a Service.
        ip("host", "link", "set", link, "type", "bridge_slave", "hairpin", "on");
        ip(role, "addr", "add", address + "/24", "dev", "eth0");
        ip(role, "link", "set", "eth0", "up");
        ip(role, "route", "add", "default", "via", gateway);
    }

    /** Answers each TCP connection to {@code port} in that namespace with its role's name. Returns once it listens. */
    public void echo(String role, int port) throws IOException {
        processes.add(new ProcessBuilder(
                        "nsenter",
                        "--net=/run/netns/" + name + role,
                        "busybox",
                        "nc",
                        "-ll",
                        "-p",
                        Integer.toString(port),
                        "-e",
                        "/bin/echo",
                        role)
                .start());
        HostPrograms inside = new ProcessHostPrograms(name + role);
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (!inside.run("", "busybox", "netstat", "-ltn").output().contains(":" + port + " ")) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("nothing listens on port " + port + " of " + role);
            }
        }
    }

    /** Who answered, over {@code times} connections; {@code refused} for a connection that was refused. */
    public SortedSet<String> answersFrom(String role, String address, int port, int times) {
        HostPrograms inside = new ProcessHostPrograms(name + role);
        SortedSet<String> answers = new TreeSet<>();
        String loop = "for i in $(busybox seq " + times + "); do busybox nc -w 3 " + address + " " + port
                + " < /dev/null 2>&1 || echo failed; done";
        for (String line : inside.run("", "sh", "-c", loop).output().lines().toList()) {
            if (line.contains("refused")) {
                answers.add("refused");
            } else if (!line.equals("failed")) {
                answers.add(line.strip());
            }
        }
        return answers;
    }

    @Override
    public void close() {
        processes.forEach(p -> {
            p.descendants().forEach(ProcessHandle::destroyForcibly);
            p.destroyForcibly();
        });
        namespaces.forEach(n -> programs.run("", "ip", "netns", "del", n));
    }
}
