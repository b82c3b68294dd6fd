package dev.quarterdeck.kube.validation.cluster;

import dev.quarterdeck.kube.validation.rule.Check;
import dev.quarterdeck.kube.validation.rule.Field;
import dev.quarterdeck.kube.validation.rule.KindRules;

public final class PriorityLevelRules implements KindRules {
    private static final int MOST_QUEUES = 10_000_000;
    private static final int MOST_ENTROPY_BITS = 60;

    @Override
    public void create(Field object) {
        level(object);
        MandatoryFlowControl.level(object);
    }

    private static void level(Field object) {
        Field spec = object.at("spec");
        Field type = spec.at("type");
        if (object.at("metadata", "name").is("exempt") != type.is("Exempt")) {
            type.invalid("must be 'Exempt' if and only if `name` is 'exempt'");
        }
        if (!Check.oneOf(type, "Exempt", "Limited")) {
            return;
        }
        Field limited = spec.at("limited");
        Field exempt = spec.at("exempt");
        if (type.is("Exempt")) {
            if (limited.isSet()) {
                limited.forbidden("must be nil if the type is not Limited");
            }
            shares(exempt);
        } else {
            if (exempt.isSet()) {
                exempt.forbidden("must be nil if the type is Limited");
            }
            if (!limited.isSet()) {
                limited.required("must not be empty when type is Limited");
            } else {
                limited(limited);
            }
        }
    }

    private static void shares(Field level) {
        Field shares = level.at("nominalConcurrencyShares");
        if (shares.number() < 0) {
            shares.invalid("must be a non-negative integer");
        }
        lendable(level);
    }

    private static void lendable(Field level) {
        Field lendable = level.at("lendablePercent");
        if (lendable.number() < 0 || lendable.number() > 100) {
            lendable.invalid("must be between 0 and 100, inclusive");
        }
    }

    private static void limited(Field limited) {
        if (limited.at("nominalConcurrencyShares").number() < 0) {
            limited.at("nominalConcurrencyShares").invalid("must be a non-negative integer");
        }
        Field response = limited.at("limitResponse");
        Field queuing = response.at("queuing");
        if (Check.oneOf(response.at("type"), "Queue", "Reject")) {
            if (response.at("type").is("Reject")) {
                if (queuing.isSet()) {
                    queuing.forbidden("must be nil if limited.limitResponse.type is not Limited");
                }
            } else if (!queuing.isSet()) {
                queuing.required("must not be empty if limited.limitResponse.type is Limited");
            } else {
                queuing(queuing);
            }
        }
        lendable(limited);
        Field borrowing = limited.at("borrowingLimitPercent");
        if (borrowing.number() < 0) {
            borrowing.invalid("if specified, must be a non-negative integer");
        }
    }

    @Override
    public void status(Field object, Field old) {
        object.at("status", "conditions").items().forEach(condition -> Check.required(condition.at("type")));
    }

    private static void queuing(Field queuing) {
        Field length = queuing.at("queueLengthLimit");
        if (length.number() <= 0) {
            length.invalidAs(Long.toString(length.number()), "must be positive");
        }
        Field queues = queuing.at("queues");
        if (queues.number() <= 0) {
            queues.invalidAs(Long.toString(queues.number()), "must be positive");
        } else if (queues.number() > MOST_QUEUES) {
            queues.invalid("must not be greater than " + MOST_QUEUES);
        }
        Field hand = queuing.at("handSize");
        if (hand.number() <= 0) {
            hand.invalidAs(Long.toString(hand.number()), "must be positive");
        } else if (hand.number() > queues.number()) {
            hand.invalid("should not be greater than queues (" + queues.number() + ")");
        } else if (entropyBits(queues.number(), hand.number()) > MOST_ENTROPY_BITS) {
            hand.invalid("required entropy bits of deckSize " + queues.number() + " and handSize " + hand.number()
                    + " should not be greater than " + MOST_ENTROPY_BITS);
        }
    }

    /** Bits it takes to deal a hand of queues. */
    private static int entropyBits(long queues, long hand) {
        return (int) Math.ceil(Math.log((double) queues) / Math.log(2) * hand);
    }
}
