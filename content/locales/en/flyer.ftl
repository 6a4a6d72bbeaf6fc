flyer-title = Flyer in four steps
flyer-hint = One page with the steps and the numbers of the place. Print it and give it to the victim; ask first whether it is safe to take it home.
