"""Forms that people can use: what we owe, translations, agreed words, and what each customer asked for."""
