module cosita

go 1.26
