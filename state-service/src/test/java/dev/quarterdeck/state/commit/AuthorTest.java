package dev.quarterdeck.state.commit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AuthorTest {

    @Test
    void managerIsTheUserAgentsProductWhereTheClientNamedNone() {
        assertThat(new Author("ada", "kubectl/v1.36.0 (linux/amd64)", "", "patch", "").fieldManager())
                .isEqualTo("kubectl");
        assertThat(new Author("ada", "curl", "", "patch", "").fieldManager()).isEqualTo("curl");
        assertThat(new Author("ada", "kubectl/v1.36.0", "helm", "patch", "").fieldManager())
                .isEqualTo("helm");
        assertThat(new Author("ada", "", "", "patch", "").fieldManager()).isEmpty();
    }

    @Test
    void keepsNothingThatIsTooLongOrNotText() {
        Author author = new Author("a".repeat(3000), "b\0c\ud800d\n/x", "m".repeat(500), "update", "status");
        assertThat(author.user()).hasSize(Author.LONGEST);
        assertThat(author.userAgent()).isEqualTo("b?c?d?/x");
        assertThat(author.fieldManager()).hasSize(128);
    }

    @Test
    void copiesNothingThatIsFine() {
        String user = new String("ada");
        String agent = new String("kubectl/1");
        Author author = new Author(user, agent, "me", "update", "");
        assertThat(author.user()).isSameAs(user);
        assertThat(author.userAgent()).isSameAs(agent);
    }
}
