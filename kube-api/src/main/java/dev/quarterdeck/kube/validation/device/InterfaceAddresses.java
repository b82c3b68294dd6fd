package dev.quarterdeck.kube.validation.device;

import dev.quarterdeck.kube.format.IpAddresses;
import dev.quarterdeck.kube.validation.rule.Field;

/** An address with the length of its network, as an interface has it: {@code 10.9.8.7/24}, in canonical form. */
final class InterfaceAddresses {
    private static final String WORDS = "must be a valid address in CIDR form, (e.g. 10.9.8.7/24 or 2001:db8::1/64)";

    private InterfaceAddresses() {}

    static void check(Field address) {
        String text = address.text();
        int slash = text.indexOf('/');
        String length = slash < 0 ? "" : text.substring(slash + 1);
        if (slash < 0
                || !IpAddresses.problems(text.substring(0, slash)).isEmpty()
                || !length.matches("0|[1-9]\\d{0,2}")
                || Integer.parseInt(length) > (text.indexOf(':') < 0 ? 32 : 128)) {
            address.invalid(WORDS);
        }
    }
}
