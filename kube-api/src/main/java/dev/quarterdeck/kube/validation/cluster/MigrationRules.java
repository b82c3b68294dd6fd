package dev.quarterdeck.kube.validation.cluster;

import dev.quarterdeck.kube.format.Formats;
import dev.quarterdeck.kube.validation.rule.Check;
import dev.quarterdeck.kube.validation.rule.ConditionRules;
import dev.quarterdeck.kube.validation.rule.Field;
import dev.quarterdeck.kube.validation.rule.KindRules;
import dev.quarterdeck.kube.validation.rule.Same;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** StorageVersionMigration: which resource, for good; in its status a revision that stays, and an end that is one. */
public final class MigrationRules implements KindRules {
    private static final Pattern REVISION = Pattern.compile("[1-9][0-9]*");

    @Override
    public void create(Field object) {
        Field resource = object.at("spec", "resource", "resource");
        if (Check.required(resource, "resource is required to be set")) {
            joined(resource, Formats.dns1035Label(resource.text()));
        }
        Field group = object.at("spec", "resource", "group");
        if (!group.isEmpty()) {
            joined(group, Formats.dnsSubdomain(group.text()));
        }
    }

    private static void joined(Field field, List<String> problems) {
        if (!problems.isEmpty()) {
            field.invalid(String.join(",", problems));
        }
    }

    @Override
    public void update(Field object, Field old) {
        create(object);
        Field spec = object.at("spec");
        if (!Same.same(spec, old.at("spec"))) {
            spec.invalidAs("{\"Resource\":" + spec.at("resource").struct("group=", "resource=") + "}", Check.IMMUTABLE);
        }
    }

    @Override
    public void status(Field object, Field old) {
        Field revision = object.at("status", "resourceVersion");
        if (!revision.isEmpty() && !REVISION.matcher(revision.text()).matches()) {
            revision.invalid("resource version is not well formed: " + revision.text());
        }
        Field conditions = object.at("status", "conditions");
        ConditionRules.conditions(conditions);
        String before = old.at("status", "resourceVersion").text();
        if (!before.isEmpty() && !before.equals(revision.text())) {
            revision.invalid(Check.IMMUTABLE);
        }
        if (isTrue(object, "Succeeded") && isTrue(object, "Failed")) {
            conditions.invalidAs(
                    shown(conditions), "Both success and failed conditions cannot be true at the same time");
        }
        stays(object, old, "Succeeded", "Success condition cannot be set to false once it is true");
        stays(object, old, "Failed", "Failed condition cannot be set to false once it is true");
    }

    private static void stays(Field object, Field old, String type, String detail) {
        if (isTrue(old, type) && !isTrue(object, type)) {
            Field conditions = object.at("status", "conditions");
            conditions.invalidAs(shown(conditions), detail);
        }
    }

    private static boolean isTrue(Field object, String type) {
        return object.at("status", "conditions").items().stream()
                .anyMatch(each -> each.at("type").is(type) && each.at("status").is("True"));
    }

    private static String shown(Field conditions) {
        if (!conditions.isSet()) {
            return "null";
        }
        return conditions.items().stream()
                .map(each -> each.at("observedGeneration").number() == 0
                        ? each.struct("type=", "status=", "lastTransitionTime", "reason=", "message=")
                        : each.struct(
                                "type=", "status=", "observedGeneration", "lastTransitionTime", "reason=", "message="))
                .collect(Collectors.joining(",", "[", "]"));
    }
}
