package dev.quarterdeck.kube.validation.core;

import dev.quarterdeck.kube.format.Formats;
import dev.quarterdeck.kube.quantity.Quantity;
import dev.quarterdeck.kube.validation.rule.Check;
import dev.quarterdeck.kube.validation.rule.Field;
import dev.quarterdeck.kube.validation.rule.KindRules;
import dev.quarterdeck.kube.validation.rule.ResourceNames;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

public final class LimitRangeRules implements KindRules {

    @Override
    public void create(Field object) {
        Set<String> types = new HashSet<>();
        for (Field limit : object.at("spec", "limits").items()) {
            Field type = limit.at("type");
            type(type);
            if (!types.add(type.text())) {
                type.duplicate();
            }
            lists(limit, type.text());
            TreeSet<String> names = new TreeSet<>();
            for (String list : new String[] {"max", "min", "default", "defaultRequest", "maxLimitRequestRatio"}) {
                limit.at(list).entries().forEach(entry -> names.add(entry.name()));
            }
            names.forEach(name -> bounds(limit, name));
        }
    }

    private static void type(Field type) {
        List<String> problems = Formats.qualifiedName(type.text());
        type.invalid(problems);
        if (problems.isEmpty()
                && type.text().indexOf('/') < 0
                && !List.of("Pod", "Container", "PersistentVolumeClaim").contains(type.text())) {
            type.invalid("must be a standard limit type or fully qualified");
        }
    }

    private static void lists(Field limit, String type) {
        names(limit.at("max"), type);
        names(limit.at("min"), type);
        for (String list : new String[] {"default", "defaultRequest"}) {
            if (!type.equals("Pod")) {
                names(limit.at(list), type);
            } else if (!limit.at(list).isEmpty()) {
                limit.at(list).forbidden("may not be specified when `type` is 'Pod'");
            }
        }
        if (type.equals("PersistentVolumeClaim")
                && !limit.at("min", "storage").isSet()
                && !limit.at("max", "storage").isSet()) {
            limit.at("limits")
                    .required("either minimum or maximum storage value is required, but neither was provided");
        }
        names(limit.at("maxLimitRequestRatio"), type);
    }

    private static void names(Field list, String type) {
        for (Field entry : list.entries()) {
            if (type.equals("Pod") || type.equals("Container")) {
                ResourceNames.container(entry);
            } else {
                ResourceNames.standard(entry);
            }
        }
    }

    /** Least, default request, default and most, in that order where they are given. */
    private static void bounds(Field limit, String name) {
        Field min = limit.at("min").key(name);
        Field max = limit.at("max").key(name);
        Field standard = limit.at("default").key(name);
        Field request = limit.at("defaultRequest").key(name);
        above(min, "min value", max, "max value", min);
        above(min, "min value", request, "default request value", request);
        above(request, "default request value", max, "max value", request);
        above(request, "default request value", standard, "default limit value", request);
        above(
                min,
                "min value",
                standard,
                "default value",
                min,
                limit.at("default").key(name));
        above(
                standard,
                "default value",
                max,
                "max value",
                max,
                limit.at("default").key(name));
        ratio(limit, name, min, max);
        if (!ResourceNames.mayBeOvercommitted(name)
                && standard.isSet()
                && request.isSet()
                && !Check.quantity(standard).equals(Check.quantity(request))) {
            request.invalid("default value " + standard.text() + " must equal to defaultRequest value " + request.text()
                    + " in " + name);
        }
    }

    private static void above(Field low, String lowName, Field high, String highName, Field reported) {
        above(low, lowName, high, highName, reported, reported);
    }

    private static void above(Field low, String lowName, Field high, String highName, Field reported, Field at) {
        if (low.isSet() && high.isSet() && Check.quantity(low).compareTo(Check.quantity(high)) > 0) {
            at.invalidAs(
                    reported.shown(),
                    lowName + " " + Check.quantity(low) + " is greater than " + highName + " " + Check.quantity(high));
        }
    }

    private static void ratio(Field limit, String name, Field min, Field max) {
        Field ratio = limit.at("maxLimitRequestRatio").key(name);
        if (!ratio.isSet()) {
            return;
        }
        Quantity value = Check.quantity(ratio);
        if (value.compareTo(Quantity.of(1)) < 0) {
            ratio.invalid("ratio " + value + " is less than 1");
        }
        double least = Check.quantity(min).amount().doubleValue();
        double most = Check.quantity(max).amount().doubleValue();
        if (min.isSet() && max.isSet() && least > 0 && value.amount().doubleValue() > most / least) {
            ratio.invalid("ratio " + value + " is greater than max/min = " + String.format("%f", most / least));
        }
    }
}
