-- Where only the default compression is to be had, it was a tenth of all CPU of creating pods. There, rows are kept as they are, and whole in their page as far as they fit:
-- cutting one up for the TOAST table is four rows and four index entries more. It costs disk: see docs/tables-and-topics.md. Rows that are there keep their form.
CREATE FUNCTION keep_rows_whole(rows regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT attcompression FROM pg_attribute WHERE attrelid = rows AND attname = 'value') <> 'l' THEN
        EXECUTE format('ALTER TABLE %s ALTER COLUMN value SET STORAGE EXTERNAL', rows);
        EXECUTE format('ALTER TABLE %s SET (toast_tuple_target = 8160)', rows);
    END IF;
END $$;
SELECT keep_rows_whole('objects');
SELECT keep_rows_whole('history_base');
