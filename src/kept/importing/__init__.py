"""How do records that another system kept become events of our own, with not one of them lost?

    kept import contacts FILE --association karin --mapping MAP.yaml

`files` reads rows of any layout, `mapping` says what their columns mean, `rows` turns one row into tellings
or a reason why not, `rejects` keeps what could not be taken, and `contacts` runs it all in batches through
`actions.telling`.
"""
