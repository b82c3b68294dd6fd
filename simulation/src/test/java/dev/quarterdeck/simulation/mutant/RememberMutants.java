package dev.quarterdeck.simulation.mutant;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.simulation.cluster.Parts;
import dev.quarterdeck.state.admission.ClusterReader;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Mistakes in what state-services remember, and in how they end. */
final class RememberMutants {
    private RememberMutants() {}

    static final class ForgottenTooEarly implements Parts {
        @Override
        public boolean forgetsBefore() {
            return true;
        }
    }

    static final class NeverForgotten implements Parts {
        @Override
        public ClusterReader remembering(ClusterReader reader) {
            return new ClusterReader() {
                @Override
                public @Nullable Seen get(StoredResource resource, ObjectKey key) {
                    return reader.get(resource, key);
                }

                @Override
                public @Nullable Seen getLive(StoredResource resource, ObjectKey key) {
                    return reader.getLive(resource, key);
                }

                @Override
                public List<Seen> list(StoredResource resource, String namespace) {
                    return reader.list(resource, namespace);
                }

                @Override
                public List<Seen> listLive(StoredResource resource, String namespace) {
                    return reader.listLive(resource, namespace);
                }

                @Override
                public void forget(StoredResource resource, ObjectKey key) {}

                @Override
                public void onWrite(StoredResource resource, Runnable seen) {}
            };
        }
    }

    static final class RememberedTooLong implements Parts {
        @Override
        public InstantSource rememberingClock(InstantSource clock) {
            Instant beginning = clock.instant();
            return () ->
                    beginning.plus(Duration.between(beginning, clock.instant()).dividedBy(2));
        }
    }

    static final class EndsAtOnce implements Parts {
        @Override
        public boolean endsAtOnce() {
            return true;
        }
    }
}
