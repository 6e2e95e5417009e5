"""What tells mail of machines from that of people: signs, rules, words, reports."""
