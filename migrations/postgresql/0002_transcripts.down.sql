DROP TABLE transcript_segments;
DROP TABLE transcripts;
