package dev.quarterdeck.kube.feature;

import dev.quarterdeck.kube.kind.BuiltInResources;
import dev.quarterdeck.kube.kind.ResourceCatalog;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What is switched on in a cluster. All its services must be told the same. Immutable.
 *
 * <p>An optional version is served where {@code runtime-config} turns it on, and the gate of its resources is on too; where only one of both is, it is not served, as in
 * the reference.
 */
public final class Features {
    private static final Features DEFAULTS = new Features(EnumSet.noneOf(FeatureGate.class), Set.of());

    private final Set<FeatureGate> on;
    private final Set<String> versions;
    private final ResourceCatalog catalog;

    private Features(Set<FeatureGate> switchedOn, Set<String> versions) {
        this.on = EnumSet.noneOf(FeatureGate.class);
        for (FeatureGate gate : FeatureGate.values()) {
            if (gate.byDefault() || switchedOn.contains(gate)) {
                on.add(gate);
            }
        }
        this.versions = Set.copyOf(versions);
        this.catalog = BuiltInResources.with(
                this.versions,
                name -> FeatureGate.find(name).filter(on::contains).isPresent());
    }

    /** Of Kubernetes 1.36 with default flags. */
    public static Features defaults() {
        return DEFAULTS;
    }

    /**
     * From the texts of two settings, either of which may be empty.
     *
     * @param gates such as {@code GenericWorkload=true,GangScheduling=true}
     * @param runtimeConfig such as {@code scheduling.k8s.io/v1alpha2=true}
     * @throws IllegalArgumentException where a gate or a version is unknown or cannot be switched: says which are known
     */
    public static Features parse(String gates, String runtimeConfig) {
        Set<FeatureGate> on = gates(Switches.parse(gates));
        Set<String> versions = versions(Switches.parse(runtimeConfig));
        return on.isEmpty() && versions.isEmpty() ? DEFAULTS : new Features(on, versions);
    }

    public boolean isOn(FeatureGate gate) {
        return on.contains(gate);
    }

    /** Whether {@code runtime-config} turned on a version that is not served by default, such as {@code scheduling.k8s.io/v1alpha2}. */
    public boolean servesVersion(String groupVersion) {
        return versions.contains(groupVersion);
    }

    /** The built-in resources that are served; made once. */
    public ResourceCatalog catalog() {
        return catalog;
    }

    /** What was switched on by one half only, in sentences for people. */
    public List<String> incomplete() {
        List<String> sentences = new ArrayList<>();
        new TreeMap<>(BuiltInResources.optionalVersions()).forEach((version, gate) -> {
            boolean gateIsOn = FeatureGate.find(gate).filter(on::contains).isPresent();
            if (versions.contains(version) && !gateIsOn) {
                sentences.add(version + " is not served: feature gate " + gate + " is off");
            } else if (gateIsOn && !versions.contains(version)) {
                sentences.add(gate + " is on, but " + version + " is not served: that takes runtime-config " + version
                        + "=true");
            }
        });
        return sentences;
    }

    private static Set<FeatureGate> gates(Map<String, Boolean> switches) {
        Set<FeatureGate> on = EnumSet.noneOf(FeatureGate.class);
        switches.forEach((name, value) -> {
            FeatureGate gate = FeatureGate.find(name)
                    .orElseThrow(() -> new IllegalArgumentException("unrecognized feature gate: " + name
                            + "; those that can be switched here: " + names(FeatureGate::switchable)));
            if (value != gate.byDefault() && gate.locked()) {
                throw new IllegalArgumentException("cannot set feature gate " + name + " to " + value
                        + ", feature is locked to " + gate.byDefault());
            }
            if (value != gate.byDefault() && !gate.switchable()) {
                throw new IllegalArgumentException("cannot set feature gate " + name + " to " + value
                        + ": what it brings is not there yet; those that can be switched here: "
                        + names(FeatureGate::switchable));
            }
            if (value && gate.switchable()) {
                on.add(gate);
            }
        });
        List<String> lacking = new ArrayList<>();
        for (FeatureGate gate : on) {
            List<String> off = gate.needs().stream()
                    .filter(needed -> !on.contains(needed))
                    .map(FeatureGate::text)
                    .toList();
            if (!off.isEmpty()) {
                lacking.add(gate.text() + " is enabled, but depends on features that are disabled: ["
                        + String.join(" ", off) + "]");
            }
        }
        if (!lacking.isEmpty()) {
            throw new IllegalArgumentException(
                    lacking.size() == 1 ? lacking.getFirst() : "[" + String.join(", ", lacking) + "]");
        }
        return on;
    }

    private static String names(Predicate<FeatureGate> which) {
        return Arrays.stream(FeatureGate.values())
                .filter(which)
                .map(FeatureGate::text)
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private static Set<String> versions(Map<String, Boolean> switches) {
        Set<String> optional = BuiltInResources.optionalVersions().keySet();
        Set<String> on = new TreeSet<>();
        switches.forEach((version, value) -> {
            boolean served = BuiltInResources.catalog().all().stream()
                    .anyMatch(type -> type.gvr().apiVersion().equals(version));
            if (optional.contains(version)) {
                if (value) {
                    on.add(version);
                }
            } else if (!served) {
                throw new IllegalArgumentException("unknown api version " + version
                        + "; those that can be switched here: " + String.join(", ", new TreeSet<>(optional)));
            } else if (!value) {
                throw new IllegalArgumentException("cannot switch off " + version
                        + "; those that can be switched here: " + String.join(", ", new TreeSet<>(optional)));
            }
        });
        return on;
    }
}
