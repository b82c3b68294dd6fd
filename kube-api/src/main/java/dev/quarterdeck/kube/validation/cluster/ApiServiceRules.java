package dev.quarterdeck.kube.validation.cluster;

import dev.quarterdeck.kube.format.Formats;
import dev.quarterdeck.kube.validation.rule.Check;
import dev.quarterdeck.kube.validation.rule.Field;
import dev.quarterdeck.kube.validation.rule.KindRules;
import dev.quarterdeck.kube.validation.rule.NameRule;
import java.util.List;

public final class ApiServiceRules implements KindRules {

    @Override
    public NameRule names() {
        return NameRule.PATH_SEGMENT;
    }

    @Override
    public void create(Field object) {
        Field spec = object.at("spec");
        Field group = spec.at("group");
        Field version = spec.at("version");
        Field name = object.at("metadata", "name");
        String required = version.text() + "." + group.text();
        if (!name.isEmpty() && !name.is(required)) {
            name.invalid("must be `spec.version+\".\"+spec.group`: " + Check.quoted(required));
        }
        if (group.isEmpty()) {
            if (!version.is("v1")) {
                group.required("only v1 may have an empty group and it better be legacy kube");
            }
        } else {
            Check.dnsSubdomain(group);
        }
        version.invalid(Formats.dns1035Label(version.text()));
        within(spec.at("groupPriorityMinimum"), 20000);
        within(spec.at("versionPriority"), 1000);
        service(spec);
    }

    private static void within(Field number, int most) {
        if (number.number() <= 0 || number.number() > most) {
            number.invalidAs(Long.toString(number.number()), "must be positive and less than " + most);
        }
    }

    private static void service(Field spec) {
        Field service = spec.at("service");
        Field authority = spec.at("caBundle");
        Field insecure = spec.at("insecureSkipTLSVerify");
        if (!service.isSet()) {
            if (!authority.isEmpty()) {
                authority.invalid("local APIServices may not have a caBundle");
            }
            if (insecure.flag()) {
                insecure.invalid("local APIServices may not have insecureSkipTLSVerify");
            }
            return;
        }
        Check.required(service.at("namespace"));
        Check.required(service.at("name"));
        List<String> problems = Formats.portNumber(service.at("port").number());
        if (!problems.isEmpty()) {
            service.at("port").invalid("port is not valid: " + String.join(", ", problems));
        }
        if (insecure.flag() && !authority.isEmpty()) {
            insecure.invalid("may not be true if caBundle is present");
        }
    }

    @Override
    public void status(Field object, Field old) {
        for (Field condition : object.at("status", "conditions").items()) {
            Check.oneOf(condition.at("status"), "True", "False", "Unknown");
        }
    }
}
