package dev.quarterdeck.node.simulated;

import dev.quarterdeck.node.runtime.RuntimeFailure;
import io.grpc.Status;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What an image's name tells without having it: whether there is such an image, and whether it starts a shell. Pure.
 *
 * @param registry its host
 * @param repository its path there
 * @param tag empty where a digest is named
 * @param reference all of it
 */
record SimulatedImage(String registry, String repository, String tag, String reference) {
    /** Names that people give to what is not there. */
    private static final Pattern ABSENT = Pattern.compile(
            "(?i)(^|.*[-_.])(non-?exist(ent|ing)?|does-?no?t-?exist|not-?found|no-?such-.+)([-_.].*|$)");

    /** Their default command is a shell or something else that reads from its input, and ends where there is none. */
    private static final Set<String> SHELLS = Set.of(
            "almalinux",
            "alpine",
            "amazonlinux",
            "archlinux",
            "bash",
            "busybox",
            "centos",
            "debian",
            "fedora",
            "golang",
            "hello-world",
            "node",
            "openjdk",
            "perl",
            "php",
            "python",
            "rockylinux",
            "ruby",
            "ubuntu");

    /** @param reference with its registry and its tag or digest */
    static SimulatedImage of(String reference) {
        int slash = reference.indexOf('/');
        String registry = slash < 0 ? "" : reference.substring(0, slash);
        String path = reference.substring(slash + 1);
        int at = path.indexOf('@');
        String named = at < 0 ? path : path.substring(0, at);
        int colon = named.lastIndexOf(':');
        return new SimulatedImage(
                registry,
                colon < 0 ? named : named.substring(0, colon),
                colon < 0 ? "" : named.substring(colon + 1),
                reference);
    }

    boolean startsShell() {
        return SHELLS.contains(name());
    }

    /** It waits to be stopped, whoever waits for it. */
    boolean pauses() {
        return name().equals("pause");
    }

    private String name() {
        return repository.substring(repository.lastIndexOf('/') + 1);
    }

    /** Why it cannot be had, in containerd's words; empty if it can. */
    Optional<RuntimeFailure> absence() {
        String head = "failed to pull and unpack image \"" + reference + "\": failed to resolve reference \""
                + reference + "\": ";
        if (registry.startsWith("invalid.") || registry.endsWith(".invalid") || registry.contains(".invalid:")) {
            return Optional.of(failure(
                    Status.Code.UNKNOWN,
                    "Unknown",
                    head + "failed to do request: Head \"https://" + registry + "/v2/" + repository + "/manifests/"
                            + tag + "\": dial tcp: lookup " + registry + ": no such host"));
        }
        boolean absent = tag.equals("404") || ABSENT.matcher(tag).matches();
        for (String part : repository.split("/")) {
            absent |= ABSENT.matcher(part).matches();
        }
        return absent
                ? Optional.of(failure(Status.Code.NOT_FOUND, "NotFound", head + reference + ": not found"))
                : Optional.empty();
    }

    private static RuntimeFailure failure(Status.Code code, String name, String message) {
        return new RuntimeFailure(code, "rpc error: code = " + name + " desc = " + message, null);
    }
}
