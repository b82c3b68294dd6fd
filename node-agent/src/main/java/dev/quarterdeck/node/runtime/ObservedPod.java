package dev.quarterdeck.node.runtime;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the runtime holds of one pod.
 *
 * @param sandboxes newest first
 * @param containers newest first, over all sandboxes
 */
public record ObservedPod(
        String uid,
        String namespace,
        String name,
        List<ObservedSandbox> sandboxes,
        List<ObservedContainer> containers) {

    public static ObservedPod none(String uid) {
        return new ObservedPod(uid, "", "", List.of(), List.of());
    }

    public boolean isEmpty() {
        return sandboxes.isEmpty() && containers.isEmpty();
    }

    /** The sandbox that pods are to run in now: the newest, if it is ready. */
    public Optional<ObservedSandbox> readySandbox() {
        return sandboxes.stream().findFirst().filter(ObservedSandbox::ready);
    }

    /** The newest container of a name, in whichever sandbox. */
    public Optional<ObservedContainer> latest(String containerName) {
        return containers.stream().filter(c -> c.name().equals(containerName)).findFirst();
    }

    /** The newest container of a name that is not the newest of all. */
    public Optional<ObservedContainer> previous(String containerName) {
        return containers.stream()
                .filter(c -> c.name().equals(containerName))
                .skip(1)
                .findFirst();
    }

    /** The same but for these containers, as if they were not there yet. */
    public ObservedPod without(Set<String> containerIds) {
        return containerIds.isEmpty()
                ? this
                : new ObservedPod(
                        uid,
                        namespace,
                        name,
                        sandboxes,
                        containers.stream()
                                .filter(c -> !containerIds.contains(c.id()))
                                .toList());
    }

    public List<ObservedContainer> running() {
        return containers.stream()
                .filter(c -> c.state() == ObservedContainer.State.RUNNING)
                .toList();
    }
}
