package dev.quarterdeck.state.kind.core;

import dev.quarterdeck.state.kind.DefaultStrategy;
import dev.quarterdeck.state.kind.KindTraits;
import dev.quarterdeck.state.kind.Strategy;
import dev.quarterdeck.state.kind.Trees;
import dev.quarterdeck.state.kind.WriteScope;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Kinds of the core group that differ from the default in one rule. */
public final class SmallStrategies {
    private SmallStrategies() {}

    /** Nodes may be created with a status. */
    public static Strategy node(KindTraits traits) {
        return new DefaultStrategy(traits) {
            @Override
            public void resetForCreate(ObjectNode node) {
                if (node.get("spec") instanceof ObjectNode spec) {
                    spec.remove("configSource");
                }
            }
        };
    }

    /** A secret's type can be left out of updates. */
    public static Strategy secret(KindTraits traits) {
        return new DefaultStrategy(traits) {
            @Override
            public void prepareForUpdate(ObjectNode secret, ObjectNode old, WriteScope scope) {
                if (Trees.text(secret, "type").isEmpty()) {
                    take(secret, old, "type");
                }
            }
        };
    }

    /** Of the secrets that a service account mentions, only their names are kept. */
    public static Strategy serviceAccount(KindTraits traits) {
        return new DefaultStrategy(traits) {
            @Override
            public void prepareForCreate(ObjectNode account, WriteScope scope) {
                keepNames(account);
            }

            @Override
            public void prepareForUpdate(ObjectNode account, ObjectNode old, WriteScope scope) {
                keepNames(account);
            }

            private void keepNames(ObjectNode account) {
                for (ObjectNode secret : Trees.objects(account, "secrets")) {
                    secret.retain("name");
                }
            }
        };
    }

    /** Limit ranges without a name get one. */
    public static Strategy limitRange(KindTraits traits) {
        return new DefaultStrategy(traits) {
            @Override
            public void resetForCreate(ObjectNode limits) {
                super.resetForCreate(limits);
                ObjectNode metadata = Trees.child(limits, "metadata");
                if (Trees.text(metadata, "name").isEmpty()
                        && Trees.text(metadata, "generateName").isEmpty()) {
                    metadata.put("name", UUID.randomUUID().toString());
                }
            }
        };
    }

    /** Where a claim's content comes from is said twice, in the old field and in the newer one. */
    public static Strategy persistentVolumeClaim(KindTraits traits) {
        return new DefaultStrategy(traits) {
            @Override
            public void prepareForCreate(ObjectNode claim, WriteScope scope) {
                dropUnknownSource(claim);
                settleSource(claim);
            }

            @Override
            public void prepareForUpdate(ObjectNode claim, ObjectNode old, WriteScope scope) {
                super.prepareForUpdate(claim, old, scope);
                JsonNode before = old.path("spec");
                if (!before.has("dataSource") && !before.has("dataSourceRef")) {
                    dropUnknownSource(claim);
                }
                settleSource(claim);
            }

            /** The old field means claims and snapshots only; whatever else stands there was never heard. */
            private void dropUnknownSource(ObjectNode claim) {
                ObjectNode spec = Trees.child(claim, "spec");
                if (spec.hasNonNull("dataSourceRef") || !spec.hasNonNull("dataSource")) {
                    return;
                }
                String group = Trees.text(spec, "dataSource", "apiGroup");
                String kind = Trees.text(spec, "dataSource", "kind");
                boolean known = kind.equals("PersistentVolumeClaim") && group.isEmpty()
                        || kind.equals("VolumeSnapshot") && group.equals("snapshot.storage.k8s.io");
                if (!known) {
                    spec.remove("dataSource");
                }
            }

            private void settleSource(ObjectNode claim) {
                ObjectNode spec = Trees.child(claim, "spec");
                ObjectNode source = Trees.objectAt(spec, "dataSource");
                ObjectNode reference = Trees.objectAt(spec, "dataSourceRef");
                if (source != null && reference == null) {
                    spec.set("dataSourceRef", source.deepCopy());
                } else if (source == null
                        && reference != null
                        && Trees.text(reference, "namespace").isEmpty()) {
                    spec.set("dataSource", reference.deepCopy().retain("apiGroup", "kind", "name"));
                }
            }
        };
    }

    /** What the first version said of an endpoint's place is not written any more, but asking for it is a change. */
    public static Strategy endpointSlice(KindTraits traits) {
        return new DefaultStrategy(traits) {
            @Override
            public void prepareForCreate(ObjectNode slice, WriteScope scope) {
                dropUnstored(slice);
            }

            @Override
            public void dropUnstored(ObjectNode slice) {
                Trees.objects(slice, "endpoints").forEach(endpoint -> endpoint.remove("deprecatedTopology"));
            }
        };
    }

    /** Taints of devices say since when they are there. */
    public static Strategy resourceSlice(KindTraits traits) {
        return new DefaultStrategy(traits) {
            @Override
            public void prepareForCreate(ObjectNode slice, WriteScope scope) {
                date(slice, scope);
            }

            @Override
            public void prepareForUpdate(ObjectNode slice, ObjectNode old, WriteScope scope) {
                super.prepareForUpdate(slice, old, scope);
                date(slice, scope);
            }

            private void date(ObjectNode slice, WriteScope scope) {
                for (ObjectNode device : Trees.objects(slice, "spec", "devices")) {
                    for (ObjectNode taint : Trees.objects(device, "taints")) {
                        if (!taint.hasNonNull("timeAdded")) {
                            taint.put("timeAdded", scope.timestamp());
                        }
                    }
                }
            }
        };
    }

    /** A volume's status says since when it has its phase. */
    public static Strategy persistentVolume(KindTraits traits) {
        return new DefaultStrategy(traits) {
            @Override
            public void prepareForCreate(ObjectNode volume, WriteScope scope) {
                ObjectNode status = volume.putObject("status");
                status.put("phase", "Pending").put("lastPhaseTransitionTime", scope.timestamp());
            }

            @Override
            public void prepareForStatusUpdate(ObjectNode volume, ObjectNode old, WriteScope scope) {
                super.prepareForStatusUpdate(volume, old, scope);
                String since = Trees.text(old, "status", "lastPhaseTransitionTime");
                String given = Trees.text(volume, "status", "lastPhaseTransitionTime");
                boolean same = Trees.text(volume, "status", "phase").equals(Trees.text(old, "status", "phase"));
                if (same && given.isEmpty() && !since.isEmpty()) {
                    Trees.child(volume, "status").put("lastPhaseTransitionTime", since);
                } else if (!same && (given.isEmpty() || given.equals(since))) {
                    Trees.child(volume, "status").put("lastPhaseTransitionTime", scope.timestamp());
                }
            }
        };
    }
}
