-- Where only the default compression is to be had, it is half of what writing a row of some kilobytes costs. What is there now is one row per object and written with each
-- change, so it is kept as it is; history, which is many rows, stays compressed. Rows that are there change their form when they are next written.
DO $$
BEGIN
    IF (SELECT attcompression FROM pg_attribute WHERE attrelid = 'objects'::regclass AND attname = 'value') <> 'l' THEN
        ALTER TABLE objects ALTER COLUMN value SET STORAGE EXTERNAL;
    END IF;
END $$;
