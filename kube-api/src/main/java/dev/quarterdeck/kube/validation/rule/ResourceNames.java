package dev.quarterdeck.kube.validation.rule;

import dev.quarterdeck.kube.format.Formats;
import dev.quarterdeck.kube.quantity.Quantity;
import java.util.List;
import java.util.Set;

/** Names of resources that can be asked for, and amounts of them. Entries are reported with their name as the value. */
public final class ResourceNames {
    private static final Set<String> CONTAINER = Set.of("cpu", "memory", "ephemeral-storage");
    private static final Set<String> COUNTED = Set.of(
            "pods",
            "resourcequotas",
            "services",
            "replicationcontrollers",
            "secrets",
            "configmaps",
            "persistentvolumeclaims",
            "services.nodeports",
            "services.loadbalancers");
    private static final Set<String> AMOUNTS = Set.of(
            "cpu",
            "memory",
            "ephemeral-storage",
            "storage",
            "requests.cpu",
            "requests.memory",
            "requests.ephemeral-storage",
            "requests.storage",
            "limits.cpu",
            "limits.memory",
            "limits.ephemeral-storage");

    private ResourceNames() {}

    public static boolean isHugePages(String name) {
        return name.startsWith("hugepages-");
    }

    /** Of Kubernetes itself: without a domain, or in kubernetes.io. */
    public static boolean isNative(String name) {
        return name.indexOf('/') < 0 || name.contains("kubernetes.io/");
    }

    public static boolean mayBeOvercommitted(String name) {
        return isNative(name) && !isHugePages(name);
    }

    /** A name that extended resources may have: not of Kubernetes, and one that a quota can be of. */
    public static boolean isExtended(String name) {
        return !isNative(name)
                && !name.startsWith("requests.")
                && Formats.qualifiedName("requests." + name).isEmpty();
    }

    static boolean isStandard(String name) {
        return AMOUNTS.contains(name)
                || COUNTED.contains(name)
                || isHugePages(name)
                || name.startsWith("requests.hugepages-");
    }

    /** A name that means something, or one with a domain. */
    public static boolean standard(Field entry) {
        String name = entry.name();
        List<String> problems = Formats.qualifiedName(name);
        if (problems.isEmpty() && name.indexOf('/') < 0 && !isStandard(name)) {
            problems = List.of("must be a standard resource type or fully qualified");
        }
        problems.forEach(problem -> entry.invalidAs(Check.quoted(name), problem));
        return problems.isEmpty();
    }

    /** A name that containers may ask for. */
    public static void container(Field entry) {
        String name = entry.name();
        standard(entry);
        if (name.indexOf('/') < 0) {
            if (!CONTAINER.contains(name) && !isHugePages(name)) {
                entry.invalidAs(Check.quoted(name), "must be a standard resource for containers");
            }
        } else if (!isNative(name) && !isExtended(name)) {
            entry.invalidAs(Check.quoted(name), "doesn't follow extended resource name standard");
        }
    }

    /** Not below zero, and whole where things are counted. */
    public static void amount(Field entry) {
        Check.notNegativeQuantity(entry);
        if (COUNTED.contains(entry.name()) || isExtended(entry.name())) {
            Quantity amount = Check.quantity(entry);
            if (amount.milliValue() % 1000 != 0) {
                entry.invalid("must be an integer");
            }
        }
    }
}
