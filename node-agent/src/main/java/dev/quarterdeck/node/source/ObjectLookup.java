package dev.quarterdeck.node.source;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The objects that pods refer to. May block; any thread. A gateway that cannot be asked is a {@link LookupFailure}, never an empty answer. */
public interface ObjectLookup {

    Optional<ConfigMap> configMap(String namespace, String name);

    Optional<Secret> secret(String namespace, String name);

    Collection<Service> services(String namespace);

    /** A token bound to a pod, kept and renewed at four fifths of its life. */
    String token(TokenDemand demand);

    /** A token for one audience (empty = the API server's own) and one pod. */
    record TokenDemand(
            String namespace,
            String serviceAccount,
            String podName,
            String podUid,
            List<String> audiences,
            long expirationSeconds) {}

    /** The gateway could not be asked; trying again may help. */
    final class LookupFailure extends RuntimeException {
        public LookupFailure(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
