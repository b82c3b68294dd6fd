package dev.quarterdeck.cel.device;

import dev.quarterdeck.kube.validation.device.DeviceClaimRules;
import dev.quarterdeck.kube.validation.rule.Field;
import dev.quarterdeck.kube.validation.rule.KindRules;
import dev.quarterdeck.kube.validation.rule.NameRule;
import dev.quarterdeck.kube.validation.rule.Same;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/** The rules of a kind that selects devices, and besides them that each selector compiles. Selectors that stay as they were are not compiled again. */
public final class DeviceSelectorRules implements KindRules {
    private static final DeviceSelectors SELECTORS = new DeviceSelectors();

    private final KindRules rules;
    /** Whether no update can change a selector. */
    private final boolean frozen;

    private final Function<Field, List<Field>> holders;

    private DeviceSelectorRules(KindRules rules, boolean frozen, Function<Field, List<Field>> holders) {
        this.rules = rules;
        this.frozen = frozen;
        this.holders = holders;
    }

    /** By {@code group/kind}. */
    public static Map<String, KindRules> all() {
        return Map.of(
                "resource.k8s.io/DeviceClass",
                new DeviceSelectorRules(DeviceClaimRules.deviceClass(), false, object -> List.of(object.at("spec"))),
                "resource.k8s.io/ResourceClaim",
                new DeviceSelectorRules(new DeviceClaimRules(), true, object -> requests(object.at("spec"))),
                "resource.k8s.io/ResourceClaimTemplate",
                new DeviceSelectorRules(
                        DeviceClaimRules.template(), false, object -> requests(object.at("spec", "spec"))));
    }

    private static List<Field> requests(Field spec) {
        return spec.at("devices", "requests").items().stream()
                .flatMap(request ->
                        Stream.concat(Stream.of(request.at("exactly")), request.at("firstAvailable").items().stream()))
                .toList();
    }

    @Override
    public NameRule names() {
        return rules.names();
    }

    @Override
    public boolean standardFinalizers() {
        return rules.standardFinalizers();
    }

    @Override
    public void create(Field object) {
        rules.create(object);
        holders.apply(object).forEach(holder -> compile(holder.at("selectors")));
    }

    @Override
    public void update(Field object, Field old) {
        rules.update(object, old);
        if (frozen) {
            return;
        }
        List<Field> now = holders.apply(object);
        List<Field> before = holders.apply(old);
        for (int i = 0; i < now.size(); i++) {
            Field selectors = now.get(i).at("selectors");
            if (i >= before.size() || !Same.same(selectors, before.get(i).at("selectors"))) {
                compile(selectors);
            }
        }
    }

    @Override
    public void status(Field object, Field old) {
        rules.status(object, old);
    }

    private static void compile(Field selectors) {
        for (Field selector : selectors.items()) {
            Field expression = selector.at("cel", "expression");
            if (!expression.isEmpty()) {
                SELECTORS.errors(expression.path(), expression.text()).forEach(expression::report);
            }
        }
    }
}
