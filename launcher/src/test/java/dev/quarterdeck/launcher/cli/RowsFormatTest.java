package dev.quarterdeck.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RowsFormatTest {

    private static String written(RowsFormat format, int rows, @Nullable String[]... values) {
        StringWriter out = new StringWriter();
        PrintWriter printer = new PrintWriter(out);
        RowsFormat.Writer writer = format.writer(printer);
        writer.begin(new String[] {"name", "n", "ok", "doc"}, new String[] {"text", "int8", "bool", "jsonb"});
        for (int i = 0; i < rows; i++) {
            for (String[] row : values) {
                writer.row(row);
            }
        }
        writer.end();
        printer.flush();
        return out.toString();
    }

    @Test
    void aTableIsAlignedAndHasALinePerRow() {
        assertThat(written(RowsFormat.TABLE, 1, new String[] {"long-name", "1", "t", null}, new String[] {
                            "b", "22", "f", "{\n}"
                        })
                        .lines())
                .containsExactly(
                        "NAME        N    OK   DOC", "long-name   1    t    <none>", "b           22   f    {\\n}");
    }

    @Test
    void aLongTableIsWrittenOnAsItComes() {
        assertThat(written(RowsFormat.TABLE, 3000, new String[] {"a", "1", "t", "{}"})
                        .lines())
                .hasSize(3001)
                .endsWith("a      1   t    {}");
    }

    @Test
    void csvTellsNullFromEmptyAndQuotesWhatItMust() {
        assertThat(written(RowsFormat.CSV, 1, new String[] {"a,\"b\"", "", null, "x"}))
                .isEqualTo("name,n,ok,doc\r\n\"a,\"\"b\"\"\",\"\",,x\r\n");
    }

    @Test
    void jsonKeepsNumbersBooleansAndJson() {
        assertThat(written(RowsFormat.JSON, 1, new String[] {"a", "7", "t", "{\"b\":[1]}"}, new String[] {
                            "NaN", null, "f", null
                        })
                        .lines())
                .containsExactly(
                        "{\"name\":\"a\",\"n\":7,\"ok\":true,\"doc\":{\"b\":[1]}}",
                        "{\"name\":\"NaN\",\"n\":null,\"ok\":false,\"doc\":null}");
    }
}
