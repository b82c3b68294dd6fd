package dev.quarterdeck.gateway.authn;

import dev.quarterdeck.gateway.authn.BoundObjects.Finding;
import dev.quarterdeck.gateway.authn.BoundObjects.Seen;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Authenticates service account tokens. A verified signature is remembered for a few minutes; whether account, pod, secret and node are still there is
 * looked up at every request, so that a token ends with what it is bound to.
 */
public final class TokenAuthenticator {
    private static final Logger log = LoggerFactory.getLogger(TokenAuthenticator.class);
    private static final int REMEMBERED = 8192;
    private static final long REMEMBERED_SECONDS = 300;

    private final TokenVerifier verifier;
    private final BoundObjects objects;
    private final List<String> apiAudiences;
    private final InstantSource clock;
    private final RecentCache<String, Verified> recent = new RecentCache<>(REMEMBERED);

    public TokenAuthenticator(
            TokenVerifier verifier, BoundObjects objects, List<String> apiAudiences, InstantSource clock) {
        this.verifier = verifier;
        this.objects = objects;
        this.apiAudiences = List.copyOf(apiAudiences);
        this.clock = clock;
    }

    /** @param audiences those of the token that were asked for; never empty */
    public record Authenticated(User user, List<String> audiences) {}

    /** Empty where the token is not good for the API itself. */
    Mono<User> authenticate(String token) {
        return authenticate(token, List.of()).map(Authenticated::user);
    }

    /**
     * Empty where the token is not good, or not for any of {@code audiences}.
     *
     * @param audiences empty for those of the API
     */
    public Mono<Authenticated> authenticate(String token, List<String> audiences) {
        Instant now = clock.instant();
        Verified verified = recall(token, now);
        if (verified == null) {
            Optional<TokenClaims> claims = verifier.verify(token, now);
            if (claims.isEmpty()) {
                return Mono.empty();
            }
            verified = new Verified(claims.get(), now);
        }
        List<String> shared = shared(verified.claims, audiences.isEmpty() ? apiAudiences : audiences);
        if (shared.isEmpty()) {
            return Mono.empty();
        }
        Authenticated answer =
                shared.equals(verified.audiences) ? verified.answer : new Authenticated(verified.user, shared);
        if (verified.isAlive(now) || look(token, verified, now) == null) {
            return Mono.just(answer);
        }
        return lookAgain(token, verified, answer, now);
    }

    private @Nullable Verified recall(String token, Instant now) {
        Verified verified = recent.get(token);
        if (verified == null) {
            return null;
        }
        if (now.isAfter(verified.since.plusSeconds(REMEMBERED_SECONDS))
                || !TokenVerifier.isInTime(verified.claims, now)) {
            recent.remove(token);
            return null;
        }
        return verified;
    }

    private List<String> shared(TokenClaims claims, List<String> wanted) {
        List<String> audiences = claims.isLegacy() ? apiAudiences : claims.audiences();
        return audiences.stream().filter(wanted::contains).toList();
    }

    /** Why the token is not good; null if it is. */
    private @Nullable String look(String token, Verified verified, Instant now) {
        return switch (objects.find(verified.claims, token, now)) {
            case Finding.Alive alive -> {
                verified.alive = alive;
                recent.put(token, verified);
                yield null;
            }
            case Finding.Dead dead -> {
                recent.remove(token);
                yield dead.why();
            }
        };
    }

    /** The token was made by us, so what it names did exist: perhaps this replica has not heard of it yet. */
    private Mono<Authenticated> lookAgain(String token, Verified verified, Authenticated answer, Instant now) {
        return Mono.fromFuture(() -> objects.catchUp(verified.claims))
                // Away from the thread that fills the cache.
                .publishOn(Schedulers.parallel())
                .then(Mono.defer(() -> {
                    String why = look(token, verified, now);
                    if (why != null) {
                        log.debug("token of {} refused: {}", verified.claims.userName(), why);
                        return Mono.<Authenticated>empty();
                    }
                    return Mono.just(answer);
                }))
                .onErrorResume(e -> {
                    log.warn("token of {} refused: its objects could not be looked up", verified.claims.userName(), e);
                    return Mono.empty();
                });
    }

    private final class Verified {
        private final TokenClaims claims;
        private final User user;
        private final Instant since;
        private final List<String> audiences;
        private final Authenticated answer;
        private volatile Finding.@Nullable Alive alive;

        Verified(TokenClaims claims, Instant since) {
            this.claims = claims;
            this.user = claims.user();
            this.since = since;
            this.audiences = shared(claims, apiAudiences);
            this.answer = new Authenticated(user, audiences);
        }

        boolean isAlive(Instant now) {
            Finding.Alive last = alive;
            if (last == null || (last.until() != null && !now.isBefore(last.until()))) {
                return false;
            }
            List<Seen> seen = last.seen();
            for (int i = 0; i < seen.size(); i++) {
                if (!seen.get(i).isUnchanged()) {
                    return false;
                }
            }
            return true;
        }
    }
}
