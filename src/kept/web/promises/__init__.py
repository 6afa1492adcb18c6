"""Our promises, and how we kept them, for anybody: a page, a sheet of paper, a file and a frame."""
