package dev.quarterdeck.scheduler.device;

import dev.quarterdeck.cel.device.DeviceMatcher;
import dev.quarterdeck.cel.device.DeviceMatcher.Match;
import dev.quarterdeck.scheduler.score.MoreResources;
import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceClass;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceSelector;
import java.util.List;

/**
 * How many devices a node has that the class behind an extended resource selects, and how many of them are somebody's. As in the reference, slices of all
 * generations and devices with taints count; where a selector cannot be evaluated, there are none.
 */
final class DeviceAmounts implements MoreResources {
    private static final Match SELECTED = new Match.Is(true);

    private final DeviceObjects objects;
    private final DeviceMatcher matcher;

    DeviceAmounts(DeviceObjects objects, DeviceMatcher matcher) {
        this.objects = objects;
        this.matcher = matcher;
    }

    @Override
    public Amount of(NodeSnapshot node, String resource) {
        String name = objects.extendedResources().get(resource);
        DeviceClass behind = name == null ? null : objects.deviceClass(name);
        return behind == null ? Amount.NONE : count(node, behind.getSpec().getSelectors());
    }

    private Amount count(NodeSnapshot node, List<DeviceSelector> selectors) {
        List<OfferedDevice> all = objects.inventory().devicesOn(node);
        return objects.look(inUse -> {
            long here = 0;
            long used = 0;
            for (OfferedDevice device : all) {
                Match match = match(device, selectors);
                if (match instanceof Match.Failed) {
                    return Amount.NONE;
                }
                if (match.equals(SELECTED)) {
                    here++;
                    used += inUse.isAny(device.id()) ? 1 : 0;
                }
            }
            return new Amount(here, used);
        });
    }

    private Match match(OfferedDevice device, List<DeviceSelector> selectors) {
        for (DeviceSelector selector : selectors) {
            Match match = device.match(selector.getCel().getExpression(), matcher);
            if (!match.equals(SELECTED)) {
                return match;
            }
        }
        return SELECTED;
    }
}
