package dev.quarterdeck.kube.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.kube.object.Json;
import org.junit.jupiter.api.Test;

class FieldSetTest {

    private static FieldSet set(String json) {
        return FieldsV1.read(Json.read(json.replace('\'', '"').getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }

    @Test
    void readsWhatItWrites() {
        String text =
                "{\"f:a\":{},\"f:b\":{\".\":{},\"k:{\\\"containerPort\\\":80,\\\"protocol\\\":\\\"TCP\\\"}\":{\".\":{},"
                        + "\"f:x\":{}},\"v:\\\"z\\\"\":{},\"v:5\":{},\"i:3\":{}}}";
        FieldSet read = set(text.replace("'", "\""));

        assertThat(FieldsV1.write(read))
                .hasToString("{\"f:a\":{},\"f:b\":{\".\":{},"
                        + "\"k:{\\\"containerPort\\\":80,\\\"protocol\\\":\\\"TCP\\\"}\":{\".\":{},\"f:x\":{}},"
                        + "\"v:5\":{},\"v:\\\"z\\\"\":{},\"i:3\":{}}}");
        assertThat(set(FieldsV1.write(read).toString())).isEqualTo(read);
    }

    @Test
    void sortsFieldsThenKeysByValueThenValues() {
        assertThat(set("{'v:10':{},'v:9':{},'f:b':{},'f:a':{},'k:{\\'p\\':10}':{},'k:{\\'p\\':9}':{}}"
                        .replace("\\'", "\\\"")))
                .hasToString(
                        "{\"f:a\":{},\"f:b\":{},\"k:{\\\"p\\\":9}\":{},\"k:{\\\"p\\\":10}\":{},\"v:9\":{},\"v:10\":{}}");
    }

    @Test
    void leavesOutElementsOfSortsItDoesNotKnow() {
        assertThat(set("{'x:a':{},'f:b':{}}")).isEqualTo(set("{'f:b':{}}"));
        assertThatThrownBy(() -> set("{'data':{}}")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> set("{'f:data':1}")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void sortsWhatComesInNoOrder() {
        FieldSet.Builder builder = new FieldSet.Builder(1);
        for (int i = 0; i < 1000; i++) {
            builder.add(PathElement.field("f" + i * 7919 % 1000), true, FieldSet.EMPTY);
        }
        FieldSet set = builder.build();
        for (int i = 1; i < set.size(); i++) {
            assertThat(set.element(i - 1)).isLessThan(set.element(i));
        }
        assertThat(set.size()).isEqualTo(1000);
    }

    @Test
    void unites() {
        assertThat(set("{'f:a':{'f:b':{}},'f:c':{}}").union(set("{'f:a':{'.':{},'f:d':{}},'f:e':{}}")))
                .isEqualTo(set("{'f:a':{'.':{},'f:b':{},'f:d':{}},'f:c':{},'f:e':{}}"));
    }

    @Test
    void intersectsPathByPath() {
        assertThat(set("{'f:a':{'.':{},'f:b':{}},'f:c':{}}").intersection(set("{'f:a':{'f:b':{}},'f:c':{'f:d':{}}}")))
                .isEqualTo(set("{'f:a':{'f:b':{}}}"));
    }

    @Test
    void subtractsPathsAloneOrWithAllBelow() {
        FieldSet set = set("{'f:a':{'.':{},'f:b':{}},'f:c':{}}");
        assertThat(set.difference(set("{'f:a':{}}"))).isEqualTo(set("{'f:a':{'f:b':{}},'f:c':{}}"));
        assertThat(set.recursiveDifference(set("{'f:a':{}}"))).isEqualTo(set("{'f:c':{}}"));
        assertThat(set.difference(set("{'f:z':{}}"))).isSameAs(set);
    }

    @Test
    void answersFromTheTreeWhatItWouldFromTheSet() {
        FieldSet owned = set("{'f:a':{'.':{},'f:b':{}},'f:c':{'f:d':{}}}");
        for (String other : new String[] {
            "{'f:a':{}}", "{'f:c':{}}", "{'f:a':{'f:b':{}}}", "{'f:c':{'f:e':{}}}", "{'f:a':{},'f:z':{}}", "{}"
        }) {
            FieldSet asked = set(other);
            assertThat(FieldsV1.intersects(FieldsV1.write(owned), asked))
                    .as(other)
                    .isEqualTo(!owned.intersection(asked).isEmpty());
            assertThat(FieldsV1.contains(FieldsV1.write(owned), asked))
                    .as(other)
                    .isEqualTo(asked.difference(owned).isEmpty());
        }
    }
}
