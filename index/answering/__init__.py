"""From passages to an answer: spans, quotes, confidence; it knows no surface that shows one."""
