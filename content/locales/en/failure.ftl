# What goes wrong, said calmly. Keys begin with failure-.
failure-title = That did not work
failure-reference = If you ask for help, give this reference:
failure-home = Go to the start page
failure-not-found = This page does not exist, or it is not meant for your function.
failure-bad-request = The request could not be read. Go back to the previous page and try again.
failure-too-large = What you sent is too large. Nothing was saved. Go back to the previous page and shorten the text.
failure-storage = The disk of the server is full or read-only. Nothing was half written. What you typed is kept on this page or the previous one: try again later.
failure-altered = This case was changed outside Havre: nothing is added to it until the administrator has checked it. What you typed is kept on this page or the previous one: copy it and tell the administrator.
failure-internal = Something went wrong on the server. It has been logged. Go back to the previous page and try again.
failure-typed = What you typed
failure-signed-meanwhile = This report was signed meanwhile in another window, and cannot be changed any more. What you typed is below: open the report and add it there.
failure-away = The database does not answer. Nothing that was saved is lost. Try again in a minute: nothing is saved twice.
failure-busy = Too many requests arrive at once. Wait a moment and try again.
failure-send-again = Send again
failure-say-why = You opened many different cases in an hour. Say why, and go on.
