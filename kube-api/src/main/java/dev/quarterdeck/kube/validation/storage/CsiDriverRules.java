package dev.quarterdeck.kube.validation.storage;

import dev.quarterdeck.kube.validation.rule.Check;
import dev.quarterdeck.kube.validation.rule.Field;
import dev.quarterdeck.kube.validation.rule.KindRules;
import java.util.HashSet;
import java.util.Set;

public final class CsiDriverRules implements KindRules {

    @Override
    public void create(Field object) {
        Field spec = object.at("spec");
        Check.oneOfIfSet(spec.at("fsGroupPolicy"), "File", "None", "ReadWriteOnceWithFSType");
        tokens(spec.at("tokenRequests"));
        for (Field mode : spec.at("volumeLifecycleModes").items()) {
            Check.oneOf(mode.as(spec.at("volumeLifecycleModes")), "Persistent", "Ephemeral");
        }
        Field period = spec.at("nodeAllocatableUpdatePeriodSeconds");
        if (period.isSet() && period.number() < 10) {
            period.invalid("must be greater than or equal to 10 seconds");
        }
        Field secrets = spec.at("serviceAccountTokenInSecrets");
        if (secrets.isSet() && spec.at("tokenRequests").size() == 0) {
            secrets.invalid("serviceAccountTokenInSecrets is set but no tokenRequests are specified");
        }
    }

    private static void tokens(Field requests) {
        Set<String> audiences = new HashSet<>();
        for (Field request : requests.items()) {
            if (!audiences.add(request.at("audience").text())) {
                request.at("audience").duplicate();
                continue;
            }
            Field seconds = request.at("expirationSeconds");
            if (seconds.isSet() && seconds.number() < 600) {
                seconds.invalid("may not specify a duration less than 10 minutes");
            } else if (seconds.number() > 1L << 32) {
                seconds.invalid("may not specify a duration larger than 2^32 seconds");
            }
        }
    }

    @Override
    public void update(Field object, Field old) {
        create(object);
        Field spec = object.at("spec");
        Check.immutable(spec.at("attachRequired").as(spec.at("attachedRequired")), old.at("spec", "attachRequired"));
        Check.immutable(spec.at("volumeLifecycleModes"), old.at("spec", "volumeLifecycleModes"));
    }
}
