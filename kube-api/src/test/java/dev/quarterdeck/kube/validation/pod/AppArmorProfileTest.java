package dev.quarterdeck.kube.validation.pod;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AppArmorProfileTest {

    @ParameterizedTest
    @CsvSource({
        "runtime/default, RuntimeDefault, ''",
        "unconfined, Unconfined, ''",
        "localhost/mine, Localhost, mine",
        "localhost/, Localhost, ''",
    })
    void aProfileOfAnAnnotationIsTheFieldsAndBack(String text, String type, String local) {
        assertThat(AppArmorProfile.read(text)).isEqualTo(new AppArmorProfile(type, local));
        assertThat(new AppArmorProfile(type, local).written("")).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "default", "Unconfined", "runtime/other"})
    void anythingElseIsNone(String text) {
        assertThat(AppArmorProfile.read(text)).isNull();
    }

    @Test
    void aTypeThatNoAnnotationNamesIsWrittenAsItStands() {
        assertThat(new AppArmorProfile("Odd", "").written("as it stands")).isEqualTo("as it stands");
    }
}
