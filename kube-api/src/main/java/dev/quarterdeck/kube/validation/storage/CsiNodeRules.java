package dev.quarterdeck.kube.validation.storage;

import dev.quarterdeck.kube.validation.pod.VolumeSources;
import dev.quarterdeck.kube.validation.rule.Check;
import dev.quarterdeck.kube.validation.rule.Field;
import dev.quarterdeck.kube.validation.rule.KindRules;
import dev.quarterdeck.kube.validation.rule.Same;
import java.util.HashSet;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

public final class CsiNodeRules implements KindRules {
    private static final int MOST_ID_CHARACTERS = 256;

    @Override
    public void create(Field object) {
        Set<String> names = new HashSet<>();
        for (Field driver : object.at("spec", "drivers").items()) {
            VolumeSources.driverName(driver.at("name"));
            Field id = driver.at("nodeID");
            Check.required(id);
            if (id.text().length() > MOST_ID_CHARACTERS) {
                id.invalid("must be " + MOST_ID_CHARACTERS + " characters or less");
            }
            Check.notNegative(driver.at("allocatable", "count"));
            if (!names.add(driver.at("name").text())) {
                driver.at("name").duplicate();
            }
            Set<String> keys = new HashSet<>();
            for (Field item : driver.at("topologyKeys").items()) {
                Field key = item.as(driver);
                Check.required(key);
                if (!keys.add(key.text())) {
                    key.duplicate();
                }
                Check.qualifiedName(key);
            }
        }
    }

    @Override
    public void update(Field object, Field old) {
        create(object);
        for (Field before : old.at("spec", "drivers").items()) {
            for (Field driver : object.at("spec", "drivers").items()) {
                if (driver.at("name").is(before.at("name").text())
                        && !Same.same(fixed(driver.node()), fixed(before.node()))) {
                    driver.as(object.at("spec", "drivers"))
                            .invalidAs(
                                    driver.struct("Name=", "NodeID=", "TopologyKeys", "Allocatable"), Check.IMMUTABLE);
                }
            }
        }
    }

    private static JsonNode fixed(JsonNode driver) {
        return driver instanceof ObjectNode o ? o.deepCopy().without("allocatable") : driver;
    }
}
