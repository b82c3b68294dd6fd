package dev.quarterdeck.kube.validation.core;

import dev.quarterdeck.kube.format.Formats;
import dev.quarterdeck.kube.format.IpAddresses;
import dev.quarterdeck.kube.status.FieldError;
import dev.quarterdeck.kube.validation.rule.Check;
import dev.quarterdeck.kube.validation.rule.Field;
import dev.quarterdeck.kube.validation.rule.KindRules;
import dev.quarterdeck.kube.validation.rule.ResourceNames;
import dev.quarterdeck.kube.validation.rule.Same;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

public final class NodeRules implements KindRules {
    private static final int MOST_FEATURE_CHARACTERS = 253;
    private static final Pattern FEATURE = Pattern.compile("[A-Z][a-zA-Z0-9]*(/[a-zA-Z][a-zA-Z0-9]*)*");

    @Override
    public void create(Field object) {
        taints(object);
        resources(object.at("status"));
        features(object.at("status", "declaredFeatures"));
        ranges(object.at("spec", "podCIDRs"));
    }

    /** Features that the node says it has: names in order, each once. */
    private static void features(Field features) {
        String before = "";
        for (Field feature : features.items()) {
            String name = feature.text();
            if (name.length() > MOST_FEATURE_CHARACTERS) {
                feature.invalid("invalid feature name " + Check.quoted(name) + ": must be no more than "
                        + MOST_FEATURE_CHARACTERS + " characters");
            } else if (!FEATURE.matcher(name).matches()) {
                feature.invalid(
                        "invalid feature name " + Check.quoted(name)
                                + ": must start with an UpperCamelCase segment, with subsequent segments separated by '/' (e.g., MyFeature or MyFeature/mySubFeature), and contain only alphanumeric characters and slashes");
            }
            if (!before.isEmpty() && name.equals(before)) {
                feature.duplicate();
            } else if (before.compareTo(name) > 0) {
                feature.invalid("list must be sorted alphabetically");
            }
            before = name;
        }
    }

    private static void taints(Field node) {
        Set<String> seen = new HashSet<>();
        Field reported = node.at("metadata", "taints");
        List<Field> taints = node.at("spec", "taints").items();
        for (int i = 0; i < taints.size(); i++) {
            Field taint = taints.get(i).as(reported.item(i));
            Check.qualifiedName(taint.at("key"));
            List<String> problems = Formats.labelValue(taint.at("value").text());
            if (!problems.isEmpty()) {
                taint.at("value").invalid(String.join(";", problems));
            }
            Check.requiredOneOf(taint.at("effect"), "NoSchedule", "PreferNoSchedule", "NoExecute");
            if (!seen.add(taint.at("effect").text() + "/" + taint.at("key").text())) {
                taint.report(
                        FieldError.Type.DUPLICATE,
                        taint.struct("Key=", "Value=", "Effect=", "TimeAdded"),
                        "taints must be unique by key and effect pair");
            }
        }
    }

    private static void resources(Field status) {
        for (String list : new String[] {"capacity", "allocatable"}) {
            for (Field amount : status.at(list).entries()) {
                ResourceNames.amount(amount.as(status.at(list).at(amount.name())));
            }
        }
    }

    private static void ranges(Field ranges) {
        int v4 = 0;
        int v6 = 0;
        for (Field range : ranges.items()) {
            range.invalid(IpAddresses.rangeProblems(range.text()));
            if (IpAddresses.isV6(range.text())) {
                v6++;
            } else {
                v4++;
            }
        }
        if (v4 > 1 || v6 > 1) {
            ranges.invalid("may specify no more than one CIDR for each IP family");
        }
    }

    @Override
    public void update(Field object, Field old) {
        resources(object.at("status"));
        features(object.at("status", "declaredFeatures"));
        ranges(object.at("spec", "podCIDRs"));
        Set<String> addresses = new HashSet<>();
        for (Field address : object.at("status", "addresses").items()) {
            if (!addresses.add(
                    address.at("type").text() + "/" + address.at("address").text())) {
                address.duplicateAs(address.struct("Type=", "Address="));
            }
        }
        Field spec = object.at("spec");
        Field ranges = old.at("spec", "podCIDRs");
        if (ranges.size() > 0 && !Same.same(ranges, spec.at("podCIDRs"))) {
            spec.at("podCIDRs").forbidden("node updates may not change podCIDR except from \"\" to valid");
        }
        Field provider = old.at("spec", "providerID");
        if (!provider.isEmpty() && !spec.at("providerID").is(provider.text())) {
            spec.at("providerID").forbidden("node updates may not change providerID except from \"\" to valid");
        }
        taints(object);
        if (!Same.same(spec.at("externalID"), old.at("spec", "externalID"))) {
            spec.at("externalID").forbidden("may not be updated");
        }
    }

    @Override
    public void status(Field object, Field old) {
        update(object, old);
    }
}
