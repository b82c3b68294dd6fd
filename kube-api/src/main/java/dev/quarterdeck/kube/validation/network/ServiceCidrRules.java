package dev.quarterdeck.kube.validation.network;

import dev.quarterdeck.kube.format.IpAddresses;
import dev.quarterdeck.kube.validation.rule.Check;
import dev.quarterdeck.kube.validation.rule.Field;
import dev.quarterdeck.kube.validation.rule.KindRules;

public final class ServiceCidrRules implements KindRules {

    @Override
    public void create(Field object) {
        Field ranges = object.at("spec", "cidrs");
        if (ranges.size() == 0) {
            ranges.required("at least one CIDR required");
        } else if (ranges.size() > 2) {
            ranges.invalidAs(object.at("spec").struct("CIDRs"), "may only hold up to 2 values");
        } else {
            ranges.items().forEach(range -> range.invalid(IpAddresses.canonicalRangeProblems(range.text())));
            if (ranges.size() == 2
                    && ranges.items().stream().allMatch(range -> IpAddresses.isRange(range.text()))
                    && IpAddresses.isV6(ranges.item(0).text())
                            == IpAddresses.isV6(ranges.item(1).text())) {
                ranges.invalid(
                        "may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64");
            }
        }
    }

    /** A second family may be added; nothing else changes. */
    @Override
    public void update(Field object, Field old) {
        Field ranges = object.at("spec", "cidrs");
        Field before = old.at("spec", "cidrs");
        boolean extended = before.size() == 1 && ranges.size() == 2;
        if (ranges.size() != before.size() && !extended) {
            ranges.invalid(Check.IMMUTABLE);
            return;
        }
        for (int i = 0; i < before.size(); i++) {
            if (!ranges.item(i).is(before.item(i).text())) {
                ranges.item(i).invalid(Check.IMMUTABLE);
            }
        }
        if (extended) {
            create(object);
        }
    }
}
