package dev.quarterdeck.kube.apply;

/**
 * Who writes, and how.
 *
 * @param manager the field manager's name; empty counts as {@code unknown}
 * @param apiVersion of the request
 * @param subresource empty, or for example {@code status}
 * @param time of the request, RFC 3339 in whole seconds
 */
public record Actor(String manager, String apiVersion, String subresource, String time) {

    ManagedEntry.Id id(boolean applied) {
        return ManagedEntry.Id.of(manager.isEmpty() ? "unknown" : manager, applied, apiVersion, subresource);
    }
}
