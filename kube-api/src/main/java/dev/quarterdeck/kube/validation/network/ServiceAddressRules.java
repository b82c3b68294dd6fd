package dev.quarterdeck.kube.validation.network;

import dev.quarterdeck.kube.format.IpAddresses;
import dev.quarterdeck.kube.validation.rule.Check;
import dev.quarterdeck.kube.validation.rule.Field;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Cluster addresses of a Service and their families: what fits together, and what may change once it is given. */
final class ServiceAddressRules {
    private static final String FIXED = "may not change once set";

    private ServiceAddressRules() {}

    /** A service without an address of its own; clusterIPs may not have been filled in from clusterIP yet. */
    static boolean isHeadless(Field spec) {
        List<String> addresses = given(spec);
        return addresses.size() == 1 && addresses.getFirst().equals("None");
    }

    private static List<String> given(Field spec) {
        List<String> addresses = new ArrayList<>();
        spec.at("clusterIPs").items().forEach(address -> addresses.add(address.text()));
        if (addresses.isEmpty() && !spec.at("clusterIP").isEmpty()) {
            addresses.add(spec.at("clusterIP").text());
        }
        return addresses;
    }

    static void addresses(Field spec) {
        Field single = spec.at("clusterIP");
        Field list = spec.at("clusterIPs");
        List<String> addresses = given(spec);
        if (list.size() > 0) {
            if (single.isEmpty()) {
                list.invalid("must be empty when `clusterIP` is not specified");
            } else if (!list.item(0).is(single.text())) {
                list.invalid("first value must match `clusterIP`");
            }
        }
        Set<String> families = new HashSet<>();
        for (Field family : spec.at("ipFamilies").items()) {
            Check.oneOf(family, "IPv4", "IPv6");
            if (!families.add(family.text())) {
                family.duplicate();
            }
        }
        Check.oneOfIfSet(spec.at("ipFamilyPolicy"), "PreferDualStack", "RequireDualStack", "SingleStack");
        if (!valid(list, addresses)) {
            return;
        }
        if (addresses.size() > 1
                && addresses.stream().map(IpAddresses::isV6).distinct().count() == 1) {
            list.invalid("may specify no more than one IP for each IP family");
        }
        if (!isHeadless(spec)) {
            for (int i = 0; i < Math.min(addresses.size(), spec.at("ipFamilies").size()); i++) {
                String family = spec.at("ipFamilies").item(i).text();
                boolean v6 = IpAddresses.isV6(addresses.get(i));
                if (family.equals("IPv4") && v6 || family.equals("IPv6") && !v6) {
                    list.item(i)
                            .invalidAs(
                                    Check.quoted(addresses.get(i)),
                                    "expected an " + family + " value as indicated by `ipFamilies[" + i + "]`");
                }
            }
        }
    }

    private static boolean valid(Field list, List<String> addresses) {
        boolean valid = true;
        for (int i = 0; i < addresses.size(); i++) {
            String address = addresses.get(i);
            if (i == 0 && address.equals("None")) {
                if (addresses.size() > 1) {
                    list.invalid("'None' must be the first and only value");
                    valid = false;
                }
                continue;
            }
            for (String problem : IpAddresses.problems(address)) {
                list.item(i).invalidAs(Check.quoted(address), problem);
                valid = false;
            }
        }
        if (addresses.size() > 2) {
            list.invalid("may only hold up to 2 values");
        }
        return valid;
    }

    static void changes(Field spec, Field old) {
        if (spec.at("type").is("ExternalName") || old.at("type").is("ExternalName")) {
            return;
        }
        boolean headless = isHeadless(spec);
        boolean wasHeadless = isHeadless(old);
        if (!headless || !wasHeadless) {
            addressesChanged(spec, given(spec), given(old));
        }
        if (!headless && !wasHeadless) {
            familiesChanged(spec, texts(spec.at("ipFamilies")), texts(old.at("ipFamilies")));
        }
    }

    private static List<String> texts(Field list) {
        return list.items().stream().map(Field::text).toList();
    }

    private static void addressesChanged(Field spec, List<String> now, List<String> before) {
        Field list = spec.at("clusterIPs");
        String shown = shown(list);
        if (now.size() == before.size()) {
            for (int i = 0; i < now.size(); i++) {
                if (!now.get(i).equals(before.get(i))) {
                    list.item(i).invalidAs(shown, FIXED);
                }
            }
            return;
        }
        if (now.isEmpty()) {
            list.item(0).invalidAs(shown, "primary clusterIP can not be unset");
        } else if (!before.isEmpty() && !now.getFirst().equals(before.getFirst())) {
            list.item(0).invalidAs(shown, FIXED);
        }
        released(spec, now, before, "clusterIP");
    }

    /** Where one family more or less is named otherwise than before, the reference shows the addresses. */
    private static void familiesChanged(Field spec, List<String> now, List<String> before) {
        Field list = spec.at("ipFamilies");
        if (now.size() == before.size()) {
            if (!now.equals(before)) {
                list.item(0).invalidAs(shown(list), FIXED);
            }
            return;
        }
        if (now.size() < before.size() && given(spec).isEmpty()) {
            list.item(0).invalidAs(shown(list), "primary ipFamily can not be unset");
        }
        if (!now.isEmpty() && !before.isEmpty() && !now.getFirst().equals(before.getFirst())) {
            list.item(0).invalidAs(shown(spec.at("clusterIPs")), FIXED);
        }
        released(spec, now, before, "ipFamily");
    }

    private static void released(Field spec, List<String> now, List<String> before, String what) {
        Field policy = spec.at("ipFamilyPolicy");
        if (now.size() == 1 && before.size() == 2 && !policy.is("SingleStack")) {
            policy.invalidAs(shown(policy), "must be set to 'SingleStack' when releasing the secondary " + what);
        }
    }

    private static String shown(Field field) {
        return field.isSet() ? field.shown() : "null";
    }
}
