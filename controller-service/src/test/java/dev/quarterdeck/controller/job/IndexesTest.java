package dev.quarterdeck.controller.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IndexesTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"0|0", "0,1|0,1", "0-2|0-2", "1,3-5,7|1,3-5,7", "0,2,3|0,2,3", "1-2|1,2"})
    void whatIsWrittenIsReadAgain(String text, String written) {
        assertThat(Indexes.format(Indexes.parse(text, 10))).isEqualTo(written);
    }

    @Test
    void nothingIsWrittenAsNothing() {
        assertThat(Indexes.format(new TreeSet<>())).isEmpty();
        assertThat(Indexes.parse("", 3)).isEmpty();
        assertThat(Indexes.parse(null, 3)).isEmpty();
    }

    @Test
    void indexesThatAreNoneAreLeftOut() {
        assertThat(Indexes.parse("x,1,5-9,-3", 7)).containsExactlyElementsOf(List.of(1, 5, 6));
    }
}
