package dev.quarterdeck.state.postgres;

import dev.quarterdeck.state.commit.Mutation;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Claims as the column {@code objects.claims} holds them: {@code scope=value} separated by spaces; null for none. */
final class ClaimText {

    private ClaimText() {}

    static @Nullable String of(Set<Mutation.Claim> claims) {
        if (claims.isEmpty()) {
            return null;
        }
        StringJoiner text = new StringJoiner(" ");
        claims.forEach(c -> text.add(c.scope() + "=" + c.value()));
        return text.toString();
    }

    static Set<Mutation.Claim> parse(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return Set.of();
        }
        Set<Mutation.Claim> claims = new LinkedHashSet<>();
        for (String claim : text.split(" ")) {
            int equals = claim.indexOf('=');
            claims.add(new Mutation.Claim(claim.substring(0, equals), claim.substring(equals + 1)));
        }
        return claims;
    }
}
